import type { OperationMessage } from '../core/model/operation-message.js';
import { operationMessageOf } from '../core/model/operation-message-of.js';
import type { FindType } from '../core/model/status.js';
import { withGoogleDetails } from './detail-types.js';

/**
 * The operation message of its JSON, as a REST API answers it and a webhook or a queue brings it.
 *
 * `pollOperation$` takes such JSON as it is; this also unpacks the details of its error.
 *
 * @param findType finds the types that details unpack to, beside those of google.rpc. Defaults to none.
 * @throws TypeError when it is not an operation; it says what was found.
 *
 * @example
 * ```ts
 * import { fromRestOperation } from 'rxjs-longrunning/rest';
 *
 * const json = '{"name": "operations/123", "done": true, "error": {"code": 5, "message": "gone"}}';
 * console.log(fromRestOperation(JSON.parse(json)).error?.code); // 5
 * ```
 *
 * @see https://google.aip.dev/151
 */
export function fromRestOperation(json: unknown, findType?: FindType): OperationMessage {
  return operationMessageOf(json, withGoogleDetails(findType));
}
