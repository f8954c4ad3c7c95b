import { cors } from '@connectrpc/connect';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { StatusCode } from '../../core/model/status-code.js';
import { HttpError } from '../http-error.js';

/** Who may call. */
export interface Access {
  /** The origins of pages that may; none but the server's own when absent. */
  readonly origins: readonly string[] | undefined;
  /** The hosts that requests may be for; any when absent. */
  readonly hosts: ((hostname: string) => boolean) | undefined;
}

const METHODS = 'GET, POST, PUT, PATCH, DELETE';
const EXPOSED = [...cors.exposedHeaders, 'Retry-After'].join(', ');

/**
 * Whether a request may go on; the headers of CORS are then set.
 *
 * A script of another origin is refused even where its browser would only withhold the answer from it: what it asks for,
 * such as to cancel, would be done.
 *
 * @returns `false` when it has been answered, as one that asks what is allowed.
 * @throws HttpError when it may not.
 */
export function admit(request: IncomingMessage, response: ServerResponse, { origins, hosts }: Access): boolean {
  const { origin, host = '', 'access-control-request-method': asked } = request.headers;
  const url = `http://${host}`;
  if (!URL.canParse(url)) throw new HttpError(400, { code: StatusCode.INVALID_ARGUMENT, message: 'no valid Host' });
  const hostname = new URL(url).hostname.replace(/^\[|\]$/g, '');
  if (hosts && !hosts(hostname)) {
    throw new HttpError(421, {
      code: StatusCode.PERMISSION_DENIED,
      message: `this server is not for ${hostname}: call it by the address that it listens on`,
    });
  }
  if (origins) response.setHeader('vary', 'Origin, Access-Control-Request-Headers');
  if (origin === undefined || origin.replace(/^\w+:/, 'http:') === url.toLowerCase()) return true;
  const allowed = ['*', origin].find((each) => origins?.includes(each));
  if (allowed === undefined) {
    throw new HttpError(403, {
      code: StatusCode.PERMISSION_DENIED,
      message: `this server does not take calls of pages of ${origin}: it was not started with this origin`,
    });
  }
  response.setHeader('access-control-allow-origin', allowed);
  response.setHeader('access-control-expose-headers', EXPOSED);
  if (request.method !== 'OPTIONS' || asked === undefined) return true;
  response.setHeader('access-control-allow-methods', METHODS);
  response.setHeader('access-control-allow-headers', request.headers['access-control-request-headers'] ?? '');
  response.setHeader('access-control-max-age', 7_200);
  response.writeHead(204).end();
  return false;
}
