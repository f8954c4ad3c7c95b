import type { RpcError } from '../core/model/rpc-error.js';
import type { FindType } from '../core/model/status.js';
import { withGoogleDetails } from './status-detail-types.js';
import { toRpcError } from './to-rpc-error.js';

/**
 * The `RpcError` of what a call of your own over Connect failed with: a `ConnectError`, or anything else that was thrown.
 *
 * It has the code, the details, the headers and the hint when to try again, and says in `origin` whose word it is: a status
 * of the server's comes with headers, and what a transport makes up has none.
 *
 * @param findType finds the types that details unpack to, beside those that `connectOperationsClient` knows. Defaults to
 *   none.
 *
 * @example
 * ```ts
 * import { Code, ConnectError } from '@connectrpc/connect';
 * import { fromConnectError } from 'rxjs-longrunning/connect';
 *
 * // In `catch` or `catchError`, around a call of a generated client:
 * const error = new ConnectError('no such report', Code.NotFound, { 'x-request-id': 'r-1' });
 * console.log(fromConnectError(error).message); // NOT_FOUND: no such report
 * ```
 *
 * @see https://connectrpc.com/docs/web/errors
 */
export function fromConnectError(error: unknown, findType?: FindType): RpcError {
  return toRpcError(error, { label: '', typeNamed: withGoogleDetails(findType), isWait: false });
}
