import { HttpClient } from '@angular/common/http';
import { DOCUMENT, inject } from '@angular/core';
import type { RestClientOptions } from '../rest/rest-client-options.js';
import { restOperationsClient } from '../rest/rest-operations-client.js';
import { fetchOverHttpClient } from './fetch-over-http-client.js';
import { isPath } from './is-path.js';
import type { OperationsFeature } from './provide-operations.js';
import { withClient } from './with-client.js';

/** Where a server is that is called through Angular's `HttpClient`, and how. */
export type HttpClientOptions = Omit<RestClientOptions, 'fetch'>;

/**
 * A client over Angular's `HttpClient`, for `provideOperations`: with its interceptors, its XSRF protection and, in
 * tests, its `HttpTestingController`.
 *
 * A `baseUrl` such as `/api` is left for `HttpClient` to resolve, which on the server takes the URL that is rendered.
 * Redirects are followed and answers cached as the backend of `HttpClient` has it, not as `withRest` does.
 *
 * @throws TypeError or RangeError when it is first injected, for an option that cannot be used.
 *
 * @example
 * ```ts
 * import { provideHttpClient, withInterceptors } from '@angular/common/http';
 * import { provideOperations, withHttpClient } from 'rxjs-longrunning/angular';
 *
 * const providers = [
 *   provideHttpClient(withInterceptors([(request, next) => next(request.clone({ withCredentials: true }))])),
 *   provideOperations(withHttpClient({ baseUrl: '/api' })),
 * ];
 * ```
 */
export function withHttpClient(options: HttpClientOptions): OperationsFeature<'client'> {
  return withClient(() => {
    const send = fetchOverHttpClient(inject(HttpClient));
    if (!isPath(options.baseUrl)) return restOperationsClient({ ...options, fetch: send });
    const origin = pageOrigin();
    return restOperationsClient({
      ...options,
      baseUrl: `${origin}${options.baseUrl}`,
      fetch: (url, init) => send(url.slice(origin.length), init),
    });
  });
}

/** It shows in errors alone, as it is taken off again: a server that renders no URL in particular has none. */
function pageOrigin(): string {
  const { origin } = inject(DOCUMENT).location;
  return origin.startsWith('http') ? origin : 'http://localhost';
}
