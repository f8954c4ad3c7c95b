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
  /** Reads the serialized message, as gRPC sends it; throws when it does not parse. Without it, bytes are not read. */
  fromBinary?(bytes: Uint8Array): T;
  /** Reads the message in the JSON mapping of protobuf, as REST sends it. Without it, JSON is not read. */
  fromJson?(json: unknown): T;
  /** Writes the serialized message. Without it, nothing can be packed as this type. */
  toBinary?(message: T): Uint8Array;
  /** Writes the message in the JSON mapping of protobuf. */
  toJson?(message: T): unknown;
}

/**
 * Unpacks a message as the type that is expected.
 *
 * JSON that does not name its type is read as that type.
 *
 * @param what what is unpacked, for errors: `response of "operations/1"`. Defaults to nothing in particular.
 * @throws UnpackError when the message is of another type, does not parse, or came in an encoding that the type does not
 *   read.
 */
export function unpack<T>(packed: PackedMessage, type: MessageType<T>, what?: string): T {
  const { typeName: expected } = type;
  const isJson = 'json' in packed;
  const found = typeNameOf(packed) || (isJson ? expected : 'no type');
  if (found !== expected) throw new UnpackError({ what, packed, expected, found });
  if (!reads(type, packed)) {
    const [read, came] = isJson ? ['bytes', 'JSON'] : ['JSON', 'bytes'];
    const hint =
      'Types of loadMessageTypes (rxjs-longrunning/grpc) or messageTypeOf (rxjs-longrunning/connect) read both.';
    throw new UnpackError({ what, packed, expected: `the ${read} of ${expected}`, found: came, hint });
  }
  try {
    return (isJson ? type.fromJson?.(packed.json) : type.fromBinary?.(packed.value)) as T;
  } catch (cause) {
    throw new UnpackError({ what, packed, expected, found: `${found} that does not parse`, cause });
  }
}

/** Whether a type reads the encoding of a message. */
export function reads(type: MessageType<unknown>, packed: PackedMessage): boolean {
  return type['json' in packed ? 'fromJson' : 'fromBinary'] !== undefined;
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
