import { ConnectError } from '@connectrpc/connect';
import { typeNameOf } from '../core/model/packed-message.js';
import { detailsInBytes } from '../core/model/repack.js';
import { retryHintOf } from '../core/model/retry-hint.js';
import type { SendableError } from '../core/model/sendable-status.js';
import { sendableStatus } from '../core/model/sendable-status.js';
import type { FindType } from '../core/model/status.js';

/** Headers that tell of the answer they came with, or of its connection: on another answer, they would be wrong. */
const OF_ONE_ANSWER =
  /^(?::.*|(?:accept|access-control|alt|connect|content|grpc|proxy|sec|transfer|www)-.*|age|alt-svc|cache-control|connection|date|etag|expires|keep-alive|server|strict-transport-security|te|trailer|upgrade|vary|via)$/i;

/**
 * The `ConnectError` of an `RpcError` or an `OperationError`, to be thrown by a handler of Connect.
 *
 * It has the code, the message (up to 1,000 characters), the details, the headers that are not of one answer alone (such
 * as content-type and date), and a `retry-after` where the error has a `retryDelay`. The error is its `cause`, which no
 * client is told.
 *
 * @param findType finds the types of details that came as JSON, as over REST; those that it does not find are left out.
 *   Defaults to none.
 *
 * @example
 * ```ts
 * import { getOperation$, isRpcError } from 'rxjs-longrunning';
 * import { toConnectError } from 'rxjs-longrunning/connect';
 * import { catchError } from 'rxjs';
 *
 * getOperation$(client, 'operations/expired')
 *   .pipe(
 *     catchError((error) => {
 *       throw isRpcError(error) ? toConnectError(error) : error;
 *     }),
 *   )
 *   .subscribe({ error: (error) => console.log(error.name) }); // ConnectError
 * ```
 *
 * @see https://connectrpc.com/docs/node/errors
 */
export function toConnectError(error: SendableError, findType?: FindType): ConnectError {
  const { code, message, details } = sendableStatus(error);
  const { headers = {} } = error;
  const retryDelay = retryHintOf(error.retryDelay);
  const sent = new Headers(Object.entries(headers).filter(([name]) => !OF_ONE_ANSWER.test(name)));
  if (retryDelay !== undefined) sent.set('retry-after', String(Math.ceil(retryDelay / 1_000)));
  const connectError = new ConnectError(message, code, sent, undefined, error);
  connectError.details = detailsInBytes(details, findType).map((packed) => ({
    type: typeNameOf(packed),
    value: packed.value,
  }));
  return connectError;
}
