import type { RestClientOptions } from '../rest/rest-client-options.js';
import { restOperationsClient } from '../rest/rest-operations-client.js';
import type { OperationsFeature } from './provide-operations.js';
import { withClient } from './with-client.js';

/**
 * A client over HTTP with `fetch`, for `provideOperations`: it passes by Angular's interceptors.
 *
 * @throws TypeError or RangeError when it is first injected, for an option that cannot be used.
 *
 * @example
 * ```ts
 * import { provideOperations, withRest } from 'rxjs-longrunning/angular';
 *
 * provideOperations(withRest({ baseUrl: 'https://example.com', headers: () => ({ authorization: 'Bearer …' }) }));
 * ```
 */
export function withRest(options: RestClientOptions): OperationsFeature<'client'> {
  return withClient(() => restOperationsClient(options));
}
