import type { Observable } from 'rxjs';
import { map } from 'rxjs';
import { operationMessageOf } from '../model/operation-message-of.js';
import type { OperationMessage } from '../model/operation-message.js';
import { named } from '../model/operation-message.js';
import type { OperationRef } from '../model/operation-name.js';
import { operationName } from '../model/operation-name.js';
import type { CallOptions, OperationsClient } from './operations-client.js';

/**
 * Asks once how an operation goes.
 *
 * Emits the message and completes, or fails with an `RpcError`.
 *
 * @throws TypeError at once, when the name is missing, empty or malformed.
 *
 * @example
 * ```ts
 * import { getOperation$ } from 'rxjs-longrunning';
 *
 * getOperation$(client, 'operations/123').subscribe(({ name, done }) => console.log(name, done));
 * ```
 */
export function getOperation$(
  client: OperationsClient,
  operation: OperationRef,
  options?: CallOptions,
): Observable<OperationMessage> {
  const name = operationName(operation);
  return client.getOperation({ name }, options).pipe(map((answer) => named(operationMessageOf(answer), name)));
}
