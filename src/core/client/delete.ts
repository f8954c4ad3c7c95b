import type { Observable } from 'rxjs';
import type { OperationRef } from '../model/operation-name.js';
import { operationName } from '../model/operation-name.js';
import type { CallOptions, OperationsClient } from './operations-client.js';

/**
 * Tells the server that nobody wants the operation's result any more. It does not cancel the operation.
 *
 * Emits once and completes, or fails with an `RpcError`.
 *
 * @throws TypeError at once, when the name is missing, empty or malformed.
 *
 * @example
 * ```ts
 * import { delete$ } from 'rxjs-longrunning';
 *
 * delete$(client, 'operations/123').subscribe();
 * ```
 *
 * @see https://pkg.go.dev/cloud.google.com/go/longrunning#Operation.Delete
 */
export function delete$(client: OperationsClient, operation: OperationRef, options?: CallOptions): Observable<void> {
  return client.deleteOperation({ name: operationName(operation) }, options);
}
