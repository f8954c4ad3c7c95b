import type { Observable } from 'rxjs';
import { defer, isObservable } from 'rxjs';
import type { CallBounds } from '../core/client/bounded-calls.js';
import { sharedBounds } from '../core/client/bounded-calls.js';
import type { OperationsMethod } from '../core/client/operations-client.js';
import type { MessageType } from '../core/model/message-type.js';
import { numberOption, ONE_OR_MORE } from '../core/model/number-option.js';
import { detailTypesOf } from './detail-types.js';
import type { FindType } from '../core/model/status.js';
import { urlBelow } from './operation-path.js';
import type { RestHeaders } from './rest-headers.js';
import { toHeaders } from './rest-headers.js';

/** The methods of an operations client. */
export type RestMethod = OperationsMethod;

/**
 * From a name, percent-encoded already, to the path below the version: for each method whose path is not the usual one.
 *
 * What it gives is checked at each call, and refused with a TypeError when it would lead out of the base.
 */
export type RestPaths = Readonly<Partial<Record<RestMethod, ((name: string) => string) | undefined>>>;

/** The part of `fetch` that is used. */
export type RestFetch = (url: string, init: RequestInit) => Promise<Response>;

/** Where a server is, and how it is called. */
export interface RestClientOptions {
  /**
   * Where the version begins: `https://example.com`, or `https://example.com/api`. In a browser, also `/api`, for the
   * origin of the page. Without a query, a fragment or a password.
   */
  readonly baseUrl: string;
  /** What the paths begin with; empty for nothing. Defaults to `v1`. */
  readonly version?: string | undefined;
  /**
   * Headers to send with every call, or a function that is called for each and gives them, a Promise or an Observable of
   * them. When it fails, the call fails with `UNAVAILABLE`, as of a connection that is lost, or with the `RpcError` that
   * it failed with. It is called once more for a call that is `UNAUTHENTICATED`. Defaults to none.
   */
  readonly headers?: RestHeaders | (() => RestHeaders | PromiseLike<RestHeaders> | Observable<RestHeaders>) | undefined;
  /** Sends the requests. Defaults to `globalThis.fetch` as it is at the time of the call. */
  readonly fetch?: RestFetch | undefined;
  /**
   * The paths of methods that have others than `{name}`, `{name}:cancel` and `{name}:wait`, such as
   * `{ listOperations: (name) => `${name}/operations` }`. Defaults to none.
   */
  readonly paths?: RestPaths | undefined;
  /** Whether CancelOperation is sent with the body `{}`, which some servers want. Defaults to `false`. */
  readonly cancelBody?: boolean | undefined;
  /** The longest answer that is read, in bytes, 1 or more. Defaults to 4,194,304: 4 MiB, as over gRPC. */
  readonly maxResponseBytes?: number | undefined;
  /**
   * How many calls are under way at once, 1 or more; the others wait in line, with no timeout running. A browser makes
   * fewer by itself. Defaults to 100.
   */
  readonly maxCallsInFlight?: number | undefined;
  /**
   * How many calls of WaitOperation are pending at once, 1 or more; any beyond that are polled. Defaults to 50 in Node,
   * and to 4 in browsers: over HTTP/1.1 they have six connections to a host, and each wait takes one.
   */
  readonly maxPendingWaits?: number | undefined;
  /** What reads the details of errors, beside those of google.rpc. Defaults to none. */
  readonly detailTypes?: readonly MessageType<unknown>[] | undefined;
}

/** The options with their defaults in place. */
export interface RestClientSettings {
  /** Scheme and host, for errors. */
  readonly origin: string;
  /** The URL that all calls are below. */
  readonly base: string;
  /** Made anew for each subscription. */
  readonly headers$: Observable<RestHeaders>;
  /** Whether a call that is not let in may be made again with other headers. */
  readonly freshHeaders: boolean;
  readonly fetch: RestFetch | undefined;
  readonly paths: RestPaths;
  readonly cancelBody: string | undefined;
  readonly maxResponseBytes: number;
  readonly bounds: CallBounds;
  readonly detailTypeNamed: FindType;
}

/**
 * From partial to total, field by field.
 *
 * @throws TypeError for a base URL, a version or headers that cannot be used; RangeError when a number is out of its range.
 */
export function resolveRestClientOptions(options: RestClientOptions): RestClientSettings {
  const { version = 'v1', headers = {}, maxResponseBytes = 2 ** 22 } = options;
  const { origin, pathname } = parseBaseUrl(options.baseUrl);
  const base = origin + pathname.replace(/\/+$/, '');
  const freshHeaders = typeof headers === 'function';
  if (!freshHeaders) toHeaders(headers);
  return {
    origin,
    base: version === '' ? base : urlBelow(base, version, 'version'),
    headers$: defer(() => made$(freshHeaders ? headers() : headers)),
    freshHeaders,
    fetch: options.fetch,
    paths: options.paths ?? {},
    cancelBody: options.cancelBody ? '{}' : undefined,
    maxResponseBytes: numberOption('maxResponseBytes', maxResponseBytes, ONE_OR_MORE),
    bounds: sharedBounds(options),
    detailTypeNamed: detailTypesOf(options.detailTypes ?? []),
  };
}

function made$(
  made: RestHeaders | PromiseLike<RestHeaders> | Observable<RestHeaders>,
): Observable<RestHeaders> | Promise<RestHeaders> {
  return isObservable(made) ? made : Promise.resolve(made);
}

function parseBaseUrl(baseUrl: string): URL {
  const { location } = globalThis as { readonly location?: { readonly href: string } };
  try {
    const url = new URL(baseUrl, location?.href);
    if (/^https?:/.test(url.protocol) && url.href === url.origin + url.pathname) return url;
  } catch {
    // Refused below.
  }
  // The URL itself is not told: it may hold a password.
  throw new TypeError(
    'baseUrl must be a URL such as "https://example.com", or a path in a browser, without a query, fragment or password.',
  );
}
