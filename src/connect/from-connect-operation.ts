import type { OperationMessage } from '../core/model/operation-message.js';
import type { OperationLike } from '../core/model/operation-message-of.js';
import { operationMessageOf } from '../core/model/operation-message-of.js';
import type { FindType } from '../core/model/status.js';
import { withGoogleDetails } from './status-detail-types.js';

/**
 * The operation message of one of protobuf-es, as a client or a handler of Connect holds it.
 *
 * `pollOperation$` takes such a message as it is; this also unpacks the details of its error.
 *
 * @param findType finds the types that details unpack to, beside those that `connectOperationsClient` knows. Defaults to
 *   none.
 * @throws TypeError when it is not an operation; it says what was found.
 *
 * @example
 * ```ts
 * import { fromConnectOperation } from 'rxjs-longrunning/connect';
 *
 * // What `create(OperationSchema, …)` makes, and what a generated client answers with.
 * const operation = { name: 'operations/123', done: true, result: { case: 'error', value: { code: 5, message: 'gone' } } };
 * console.log(fromConnectOperation(operation).error?.message); // gone
 * ```
 *
 * @see https://github.com/googleapis/googleapis/blob/master/google/longrunning/operations.proto
 */
export function fromConnectOperation(operation: OperationLike, findType?: FindType): OperationMessage {
  return operationMessageOf(operation, withGoogleDetails(findType));
}
