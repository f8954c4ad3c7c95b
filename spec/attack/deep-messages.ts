import type { PackedMessage } from '../../src/index.js';

/** A `google.protobuf.Value`: a list in a list in a list. */
export function deepValue(depth: number): PackedMessage {
  // list_value of Value, then values of ListValue.
  return { typeUrl: 'type.googleapis.com/google.protobuf.Value', value: nested(depth, [0x32, 0x0a]) };
}

/** A `google.protobuf.Any` that holds one that holds one. */
export function deepAny(depth: number): PackedMessage {
  const typeUrl = 'type.googleapis.com/google.protobuf.Any';
  const type = Buffer.concat([Buffer.of(0x0a, typeUrl.length), Buffer.from(typeUrl)]);
  return { typeUrl, value: nested(depth, [0x12], type) };
}

/** A field of bytes in a field of bytes, from the inside out, each after what is before it at its level. */
function nested(depth: number, tags: readonly number[], before: Buffer = Buffer.alloc(0)): Uint8Array {
  const parts: Buffer[] = [];
  let length = 0;
  for (let i = 0; i < depth; i += 1) {
    for (const tag of [...tags].reverse()) {
      const head = Buffer.concat([before, Buffer.of(tag), varint(length)]);
      parts.push(head);
      length += head.length;
    }
  }
  return Buffer.concat(parts.reverse());
}

/** A number as protobuf writes it. */
export function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return Buffer.from([...bytes, rest]);
}
