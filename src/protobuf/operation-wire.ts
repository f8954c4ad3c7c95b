import type { OperationMessage } from '../core/model/operation-message.js';
import { detailsInBytes, packedInBytes } from '../core/model/repack.js';
import type { PackedMessage } from '../core/model/packed-message.js';
import { sendableOperation } from '../core/model/sendable-operation.js';
import type { FindType } from '../core/model/status.js';
import { wellFormed } from '../core/model/well-formed.js';
import type { WireAny, WireOperation } from './wire.js';

/**
 * What proto-loader encodes for an operation message. Details of its error that cannot be sent are left out.
 *
 * @param findType finds the types of packed messages that came as JSON. Defaults to none.
 * @throws TypeError when one came as JSON whose type is not found; UnpackError when it does not parse.
 */
export function toWireOperation(message: OperationMessage, findType?: FindType): WireOperation {
  const { name, done, metadata, error, response } = sendableOperation(message);
  const toAny = (packed: PackedMessage): WireAny => {
    const { typeUrl, value } = packedInBytes(packed, findType);
    return { type_url: wellFormed(typeUrl), value };
  };
  return {
    name,
    done,
    ...(metadata && { metadata: toAny(metadata) }),
    ...(error && { error: { ...error, details: detailsInBytes(error.details, findType).map(toAny) } }),
    ...(response && { response: toAny(response) }),
  };
}
