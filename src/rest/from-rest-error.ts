import { RpcError } from '../core/model/rpc-error.js';
import { detailsOf } from '../core/model/status-of.js';
import type { FindType } from '../core/model/status.js';
import { withGoogleDetails } from './detail-types.js';
import { isJsonObject } from './from-rest-json.js';
import { restStatus } from './rest-status.js';
import { retryDelayOf } from './retry-delay.js';

/**
 * The `RpcError` of an answer over HTTP that was no success, to a call of your own.
 *
 * It reads the JSON of Google's servers and of gRPC gateways; of any other body it says that it is the word of the
 * connection and not of the server, as a proxy may have sent it. The hint when to try again is that of a RetryInfo.
 *
 * @param body as it was parsed, or anything else that came.
 * @param findType finds the types that details unpack to, beside those of google.rpc. Defaults to none.
 *
 * @example
 * ```ts
 * import { fromRestError } from 'rxjs-longrunning/rest';
 *
 * // With fetch: if (!response.ok) throw fromRestError(response.status, await response.json());
 * const body = { error: { code: 404, message: 'no such report', status: 'NOT_FOUND' } };
 * console.log(fromRestError(404, body).message); // NOT_FOUND: no such report
 * ```
 *
 * @see https://google.aip.dev/193
 */
export function fromRestError(httpStatus: number, body: unknown, findType?: FindType): RpcError {
  // The errors of Google's streaming methods are in a list.
  const json: unknown = Array.isArray(body) ? body[0] : body;
  const said = restStatus(httpStatus, isJsonObject(json) ? json : {}, false);
  const details = detailsOf(said.details, withGoogleDetails(findType));
  const message = said.message ?? `HTTP ${httpStatus}`;
  return new RpcError({ ...said, message, details, retryDelay: retryDelayOf(details, new Headers()) });
}
