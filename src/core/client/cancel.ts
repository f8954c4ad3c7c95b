import type { Observable } from 'rxjs';
import type { OperationRef } from '../model/operation-name.js';
import { operationName } from '../model/operation-name.js';
import type { CallOptions, OperationsClient } from './operations-client.js';

/**
 * Asks the server to cancel an operation.
 *
 * Emits once and completes when the server has taken the request, which is not yet the operation's end: it may
 * still succeed. Poll it for the verdict. Fails with an `RpcError`.
 *
 * @throws TypeError at once, when the name is missing, empty or malformed.
 *
 * @example
 * ```ts
 * import { cancel$, pollOperation$ } from 'rxjs-longrunning';
 * import { concatMap } from 'rxjs';
 *
 * cancel$(client, 'operations/123')
 *   .pipe(concatMap(() => pollOperation$(client, 'operations/123')))
 *   .subscribe(({ status }) => console.log(status));
 * ```
 *
 * @see https://pkg.go.dev/cloud.google.com/go/longrunning#Operation.Cancel
 */
export function cancel$(client: OperationsClient, operation: OperationRef, options?: CallOptions): Observable<void> {
  return client.cancelOperation({ name: operationName(operation) }, options);
}
