import type { RestClientOptions } from '../../src/rest/index.js';
import { restOperationsClient } from '../../src/rest/index.js';
import type { OperationsClient } from '../../src/index.js';

export const BASE = 'https://example.com/api';
export const NAME = 'operations/1';

/** An answer in JSON. */
export function json(body: unknown, init?: ResponseInit): Response {
  return new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' }, ...init });
}

/** An answer of a proxy: a page. */
export function page(status: number, headers?: Record<string, string>): Response {
  return new Response('<!doctype html><p>Error', {
    status,
    headers: { 'content-type': 'text/html; charset=UTF-8', ...headers },
  });
}

/** A server without a network, that keeps the requests as fetch would send them. */
export class FakeFetch {
  readonly requests: Request[] = [];

  constructor(
    private readonly answer: (request: Request) => Response | Promise<Response> = () => json({ name: NAME }),
  ) {}

  readonly fetch = (url: string, init: RequestInit): Promise<Response> => {
    const request = new Request(url, init);
    this.requests.push(request);
    return new Promise((resolve, reject) => {
      init.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error));
      Promise.resolve(request).then(this.answer).then(resolve, reject);
    });
  };

  /** A client of it. */
  client(options?: Partial<RestClientOptions>): OperationsClient {
    return restOperationsClient({ baseUrl: BASE, fetch: this.fetch, ...options });
  }

  get last(): Request {
    const request = this.requests.at(-1);
    if (!request) throw new Error('nothing was requested');
    return request;
  }
}

/** A client of a server that always answers so. */
export function answering(
  answer: () => Response | Promise<Response>,
  options?: Partial<RestClientOptions>,
): OperationsClient {
  return new FakeFetch(answer).client(options);
}
