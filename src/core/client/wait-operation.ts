import type { Observable } from 'rxjs';
import { map } from 'rxjs';
import { NOT_NEGATIVE, numberOption } from '../model/number-option.js';
import { operationMessageOf } from '../model/operation-message-of.js';
import type { OperationMessage } from '../model/operation-message.js';
import { named } from '../model/operation-message.js';
import type { OperationRef } from '../model/operation-name.js';
import { operationName } from '../model/operation-name.js';
import type { CallOptions, OperationsClient, WaitOperationRequest } from './operations-client.js';

/**
 * Lets the server wait for the end of an operation: one `WaitOperation` call.
 *
 * Emits the message, done or not, and completes; the server may answer early. Fails with an `RpcError`,
 * `UNIMPLEMENTED` on the many servers that cannot wait.
 *
 * @param request `timeout`: how long the server may wait, in ms. Defaults to the server's choice.
 * @throws TypeError at once, when the name is missing, empty or malformed; RangeError for a negative `timeout`.
 *
 * @example
 * ```ts
 * import { waitOperation$ } from 'rxjs-longrunning';
 *
 * waitOperation$(client, 'operations/123', { timeout: 30_000 }).subscribe(({ done }) => console.log(done));
 * ```
 */
export function waitOperation$(
  client: OperationsClient,
  operation: OperationRef,
  request: Omit<WaitOperationRequest, 'name'> = {},
  options?: CallOptions,
): Observable<OperationMessage> {
  const name = operationName(operation);
  const { timeout } = request;
  if (timeout !== undefined) numberOption('timeout', timeout, NOT_NEGATIVE);
  return client
    .waitOperation(timeout === undefined ? { name } : { name, timeout }, options)
    .pipe(map((answer) => named(operationMessageOf(answer), name)));
}
