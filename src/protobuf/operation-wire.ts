import type { OperationMessage } from '../core/model/operation-message.js';
import type { PackedMessage } from '../core/model/packed-message.js';
import type { Status } from '../core/model/status.js';
import { toStatusDetail } from '../core/model/status.js';
import type { MessageTypes } from './message-types.js';
import type { WireAny, WireOperation, WireStatus } from './wire.js';

/** The operation message of what proto-loader decoded; details of the error are unpacked where `types` knows them. */
export function fromWireOperation(wire: WireOperation, types: MessageTypes): OperationMessage {
  const { name = '', done = false, metadata, error, response } = wire;
  return {
    name,
    done,
    ...(metadata && { metadata: fromWireAny(metadata) }),
    ...(error && { error: fromWireStatus(error, types) }),
    ...(response && { response: fromWireAny(response) }),
  };
}

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

/** The status of what proto-loader decoded; details are unpacked where `types` knows them. */
export function fromWireStatus({ code = 0, message = '', details = [] }: WireStatus, types: MessageTypes): Status {
  return { code, message, details: details.map((detail) => toStatusDetail(fromWireAny(detail), types.find)) };
}

/** What proto-loader encodes for a status. */
export function toWireStatus({ code, message, details }: Status): WireStatus {
  return { code, message, details: details.map(({ packed }) => toWireAny(packed)) };
}

function fromWireAny(wire: WireAny): PackedMessage {
  const { value = [] } = wire;
  return {
    typeUrl: wire.type_url ?? wire.typeUrl ?? '',
    // A copy: the bytes are a view of what the socket read, which they would keep in memory.
    value: new Uint8Array(typeof value === 'string' ? Buffer.from(value, 'base64') : value),
  };
}

function toWireAny(packed: PackedMessage): WireAny {
  if ('value' in packed) return { type_url: packed.typeUrl, value: packed.value };
  throw new TypeError(`A ${packed.typeUrl} came as JSON and cannot be sent in binary.`);
}
