import { fromAnyJson } from './any-json.js';
import { fromBase64 } from './base64.js';
import type { PackedMessage } from './packed-message.js';

/** The fields of a `google.protobuf.Any`, by whichever library it was read. */
interface AnyFields {
  /** So protobuf-es and ts-proto spell it. */
  readonly typeUrl?: unknown;
  /** So @grpc/proto-loader and protobufjs do. */
  readonly type_url?: unknown;
  /** Bytes, a list of numbers, or base64. */
  readonly value?: Uint8Array | readonly number[] | string | null;
}

/**
 * The packed message of a `google.protobuf.Any`, in bytes or in the JSON mapping, whichever library read it.
 *
 * An Any without a type and without content is `undefined`: servers send one to say that there is none.
 *
 * @throws TypeError when its bytes are not base64.
 */
export function packedMessageOf(any: unknown): PackedMessage | undefined {
  if (any === undefined || any === null) return undefined;
  if (typeof any !== 'object') return fromAnyJson(any);
  if (isPackedMessage(any)) return any;
  const { type_url, typeUrl = type_url, value: content } = any as AnyFields;
  const value = content ?? [];
  // Of a number, Uint8Array would make as many bytes.
  if (typeof typeUrl === 'string' && isContent(value)) {
    // A copy: bytes may be a view of what the socket read, and would keep all of that in memory.
    const bytes = typeof value === 'string' ? fromBase64(value) : new Uint8Array(value);
    return typeUrl === '' && bytes.length === 0 ? undefined : { typeUrl, value: bytes };
  }
  return Object.keys(any).length === 0 ? undefined : fromAnyJson(any);
}

/** Whether it is bytes, as any library has them. */
function isContent(value: unknown): value is string | Uint8Array | readonly number[] {
  return (
    typeof value === 'string' || ArrayBuffer.isView(value) || (Array.isArray(value) && value.every(Number.isInteger))
  );
}

/** Whether an Any is one of this package already. */
export function isPackedMessage(any: unknown): any is PackedMessage {
  const { typeUrl, value } = (any ?? {}) as AnyFields;
  if (typeof typeUrl !== 'string') return false;
  const isBinary = value?.constructor === Uint8Array && !('$typeName' in (any as object));
  return 'json' in (any as object) || (typeUrl !== '' && isBinary);
}
