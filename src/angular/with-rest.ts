import { DOCUMENT, inject } from '@angular/core';
import type { RestClientOptions } from '../rest/rest-client-options.js';
import { restOperationsClient } from '../rest/rest-operations-client.js';
import type { OperationsFeature } from './provide-operations.js';
import { isPath } from './is-path.js';
import { withClient } from './with-client.js';

/**
 * A client over HTTP with `fetch`, for `provideOperations`: it passes by Angular's interceptors.
 *
 * A `baseUrl` such as `/api` is of the origin of the page, which while the server renders is that of the URL that is
 * rendered: make sure that the server can reach it. Its requests there have no cookies of the user.
 *
 * @throws TypeError or RangeError when it is first injected, for an option that cannot be used; a path is one where the
 *   server renders without a URL.
 *
 * @example
 * ```ts
 * import { provideOperations, withRest } from 'rxjs-longrunning/angular';
 *
 * provideOperations(withRest({ baseUrl: 'https://example.com', headers: () => ({ authorization: 'Bearer …' }) }));
 * ```
 */
export function withRest(options: RestClientOptions): OperationsFeature<'client'> {
  return withClient(() => restOperationsClient({ ...options, baseUrl: absolute(options.baseUrl) }));
}

function absolute(baseUrl: string): string {
  if (!isPath(baseUrl)) return baseUrl;
  const { origin } = inject(DOCUMENT).location;
  if (origin.startsWith('http')) return origin + baseUrl;
  throw new TypeError(
    'The baseUrl of withRest is a path, and there is no page to take its origin from: the server renders without a URL. ' +
      'Render with a url, or give a baseUrl such as "https://example.com/api".',
  );
}
