import { toAnyJson } from '../core/model/any-json.js';
import type { OperationMessage } from '../core/model/operation-message.js';
import { packedInJson } from '../core/model/repack.js';
import type { RestOperation } from '../core/model/rest-operation.js';
import { restOperationOf } from '../core/model/rest-operation.js';
import type { FindType } from '../core/model/status.js';

/**
 * An operation message in the JSON mapping of protobuf, as a REST API answers it.
 *
 * @param findType finds the types of packed messages that came in bytes, as over gRPC. Defaults to none.
 * @throws TypeError when one came in bytes and its type is not found, or cannot read it and write JSON; UnpackError when
 *   it does not parse.
 *
 * @example
 * ```ts
 * import { getOperation$ } from 'rxjs-longrunning';
 * import { toRestOperation } from 'rxjs-longrunning/rest';
 * import { map } from 'rxjs';
 *
 * getOperation$(client, 'operations/123')
 *   .pipe(map((message) => JSON.stringify(toRestOperation(message))))
 *   .subscribe((body) => console.log(body)); // {"name":"operations/123","metadata":{"@type":…,"percent":50}}
 * ```
 *
 * @see https://protobuf.dev/programming-guides/json/
 */
export function toRestOperation(message: OperationMessage, findType?: FindType): RestOperation {
  return restOperationOf(message, (packed) => toAnyJson(packedInJson(packed, findType)));
}
