import { toAnyJson } from '../core/model/any-json.js';
import { toBase64 } from '../core/model/base64.js';
import type { PackedMessage } from '../core/model/packed-message.js';
import { packedInJson } from '../core/model/repack.js';
import type { RestError } from '../core/model/rest-error.js';
import { retryHintOf } from '../core/model/retry-hint.js';
import { restErrorOf } from '../core/model/rest-error.js';
import type { SendableError } from '../core/model/sendable-status.js';
import type { FindType } from '../core/model/status.js';

const RETRY_INFO = 'google.rpc.RetryInfo';

/**
 * The answer over HTTP that tells an `RpcError` or an `OperationError`: its status, and its JSON as Google's servers send
 * it.
 *
 * A `retryDelay` that no detail tells becomes a RetryInfo.
 *
 * @param findType finds the types of details that came in bytes, as over gRPC; one that it does not find has its bytes in
 *   base64. Defaults to none.
 *
 * @example
 * ```ts
 * import { getOperation$ } from 'rxjs-longrunning';
 * import { toRestError } from 'rxjs-longrunning/rest';
 *
 * getOperation$(client, 'operations/expired').subscribe({
 *   error: (error) => {
 *     const { status, body } = toRestError(error); // with Express: response.status(status).json(body)
 *     console.log(status, body.error.status); // 404 NOT_FOUND
 *   },
 * });
 * ```
 *
 * @see https://google.aip.dev/193
 */
export function toRestError(error: SendableError, findType?: FindType): RestError {
  const retryDelay = retryHintOf(error.retryDelay);
  const details = error.details.map(({ packed }) => detailJson(packed, findType));
  if (retryDelay !== undefined && !error.details.some(({ typeName }) => typeName === RETRY_INFO)) {
    details.push({ '@type': `type.googleapis.com/${RETRY_INFO}`, retryDelay: `${retryDelay / 1_000}s` });
  }
  return restErrorOf(error, details);
}

/** An error must not fail: what is not known in JSON tells its type, at least. */
function detailJson(packed: PackedMessage, findType: FindType | undefined): unknown {
  try {
    return toAnyJson(packedInJson(packed, findType));
  } catch {
    return { '@type': packed.typeUrl, ...('value' in packed && { value: toBase64(packed.value) }) };
  }
}
