import type { PackedBinary, PackedMessage } from './packed-message.js';
import { typeNameOf } from './packed-message.js';
import { UnpackError } from './unpack-error.js';

/**
 * A message type: its full name, with what packs and unpacks it.
 *
 * `rxjs-longrunning/grpc` makes message types from proto files; one made by hand is a few lines.
 *
 * @example
 * ```ts
 * import { pack, unpack, type MessageType } from 'rxjs-longrunning';
 *
 * const text: MessageType<string> = {
 *   typeName: 'acme.v1.Text',
 *   fromBinary: (bytes) => new TextDecoder().decode(bytes),
 *   toBinary: (message) => new TextEncoder().encode(message),
 * };
 * console.log(unpack(pack('painted', text), text)); // painted
 * ```
 */
export interface MessageType<T> {
  /** The full name, for example `google.rpc.ErrorInfo`. */
  readonly typeName: string;
  /** Reads the serialized message; throws when it does not parse. */
  fromBinary(bytes: Uint8Array): T;
  /** Reads the message in the JSON mapping of protobuf, as JSON transports send it. Without it, they cannot be read. */
  fromJson?(json: unknown): T;
  /** Writes the serialized message. Without it, nothing can be packed as this type. */
  toBinary?(message: T): Uint8Array;
  /** Writes the message in the JSON mapping of protobuf. */
  toJson?(message: T): unknown;
}

/**
 * Unpacks a message as the type that is expected.
 *
 * @throws UnpackError when the message is of another type, does not parse, or came as JSON to a type that reads bytes only.
 */
export function unpack<T>(packed: PackedMessage, type: MessageType<T>): T {
  const found = typeNameOf(packed);
  if (found !== type.typeName) throw new UnpackError({ expected: type.typeName, found });
  try {
    if ('value' in packed) return type.fromBinary(packed.value);
    if (type.fromJson) return type.fromJson(packed.json);
  } catch (cause) {
    throw new UnpackError({ expected: type.typeName, found: `${found} that does not parse`, cause });
  }
  throw new UnpackError({ expected: `the bytes of ${type.typeName}`, found: 'JSON' });
}

/**
 * Packs a message as `google.protobuf.Any`, with the usual `type.googleapis.com/` prefix.
 *
 * @throws TypeError when the type cannot write bytes.
 */
export function pack<T>(message: T, type: MessageType<T>): PackedBinary {
  if (!type.toBinary) throw new TypeError(`The message type ${type.typeName} has no toBinary: it cannot be packed.`);
  return { typeUrl: `type.googleapis.com/${type.typeName}`, value: type.toBinary(message) };
}
