import type { OperationMessage } from '../core/model/operation-message.js';
import { packedInBytes } from '../core/model/repack.js';
import type { PackedMessage } from '../core/model/packed-message.js';
import type { FindType } from '../core/model/status.js';
import type { WireAny, WireOperation } from './wire.js';

/**
 * What proto-loader encodes for an operation message.
 *
 * @param findType finds the types of packed messages that came as JSON. Defaults to none.
 * @throws TypeError when one came as JSON whose type is not found; UnpackError when it does not parse.
 */
export function toWireOperation(message: OperationMessage, findType?: FindType): WireOperation {
  const { name, done, metadata, error, response } = message;
  const toAny = (packed: PackedMessage): WireAny => {
    const { typeUrl, value } = packedInBytes(packed, findType);
    return { type_url: typeUrl, value };
  };
  return {
    name,
    done,
    ...(metadata && { metadata: toAny(metadata) }),
    ...(error && { error: { ...error, details: error.details.map(({ packed }) => toAny(packed)) } }),
    ...(response && { response: toAny(response) }),
  };
}
