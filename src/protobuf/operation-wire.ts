import type { OperationMessage } from '../core/model/operation-message.js';
import type { PackedMessage } from '../core/model/packed-message.js';
import type { Status } from '../core/model/status.js';
import type { WireAny, WireOperation, WireStatus } from './wire.js';

/** What proto-loader encodes for an operation message. */
export function toWireOperation({ name, done, metadata, error, response }: OperationMessage): WireOperation {
  return {
    name,
    done,
    ...(metadata && { metadata: toWireAny(metadata) }),
    ...(error && { error: toWireStatus(error) }),
    ...(response && { response: toWireAny(response) }),
  };
}

/** What proto-loader encodes for a status. */
export function toWireStatus({ code, message, details }: Status): WireStatus {
  return { code, message, details: details.map(({ packed }) => toWireAny(packed)) };
}

function toWireAny(packed: PackedMessage): WireAny {
  if ('value' in packed) return { type_url: packed.typeUrl, value: packed.value };
  throw new TypeError(`A ${packed.typeUrl} came as JSON and cannot be sent in binary.`);
}
