import type { OperationsClient } from '../core/client/operations-client.js';
import { OPERATIONS_CLIENT } from './operations-client-token.js';
import type { OperationsFeature } from './provide-operations.js';

/**
 * Any client of operations, for `provideOperations`.
 *
 * @param factory makes it, when it is first injected; it runs in an injection context.
 *
 * @example
 * ```ts
 * import { inject, LOCALE_ID } from '@angular/core';
 * import { provideOperations, withClient } from 'rxjs-longrunning/angular';
 * import { restOperationsClient } from 'rxjs-longrunning/rest';
 *
 * provideOperations(
 *   withClient(() =>
 *     restOperationsClient({ baseUrl: 'https://example.com', headers: { 'accept-language': inject(LOCALE_ID) } }),
 *   ),
 * );
 * ```
 */
export function withClient(factory: () => OperationsClient): OperationsFeature<'client'> {
  return { kind: 'client', providers: [{ provide: OPERATIONS_CLIENT, useFactory: factory }] };
}
