import type { OperationMessage } from '../core/model/operation-message.js';
import { packedInBytes } from '../core/model/repack.js';
import type { PackedMessage } from '../core/model/packed-message.js';
import type { FindType } from '../core/model/status.js';
import type { ConnectAny, ConnectOperation } from './connect-operation.js';

/**
 * An operation message as `create` of protobuf-es takes it, with the schema that was generated for
 * google.longrunning.Operation. A handler of Connect may return it without `create`.
 *
 * @param findType finds the types of packed messages that came as JSON, as over REST. Defaults to none.
 * @throws TypeError when one came as JSON and its type is not found, or cannot read it and write bytes; UnpackError when
 *   it does not parse.
 *
 * @example
 * ```ts
 * import { toConnectOperation } from 'rxjs-longrunning/connect';
 *
 * const response = { typeUrl: 'type.googleapis.com/google.protobuf.Timestamp', value: Uint8Array.of(8, 1) };
 * const operation = toConnectOperation({ name: 'operations/123', done: true, response });
 * console.log(operation.result.case); // response
 * ```
 *
 * @see https://github.com/bufbuild/protobuf-es/blob/main/MANUAL.md#oneof-groups
 */
export function toConnectOperation(message: OperationMessage, findType?: FindType): ConnectOperation {
  const { name, done, metadata, error, response } = message;
  const toAny = (packed: PackedMessage): ConnectAny => ({ ...packedInBytes(packed, findType) });
  const result = (): ConnectOperation['result'] => {
    if (error) {
      return { case: 'error', value: { ...error, details: error.details.map(({ packed }) => toAny(packed)) } };
    }
    return response ? { case: 'response', value: toAny(response) } : { case: undefined };
  };
  return { name, done, ...(metadata && { metadata: toAny(metadata) }), result: result() };
}
