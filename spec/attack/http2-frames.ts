/** The frames of HTTP/2 as bytes, right and wrong: libraries let nobody send wrong ones. */

export const FRAME = {
  DATA: 0,
  HEADERS: 1,
  PRIORITY: 2,
  RST_STREAM: 3,
  SETTINGS: 4,
  PUSH_PROMISE: 5,
  PING: 6,
  GOAWAY: 7,
  WINDOW_UPDATE: 8,
  CONTINUATION: 9,
} as const;

export const END_STREAM = 0x1;
export const END_HEADERS = 0x4;

const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

/** @param length what its head says, instead of the length that the payload has. */
export function frame(
  type: number,
  flags: number,
  stream: number,
  payload: Buffer = Buffer.alloc(0),
  length = payload.length,
): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** What a connection begins with: windows as large as there are, or as asked. */
export function hello(window = 2 ** 31 - 1): Buffer {
  const initialWindow = Buffer.from([0, 4, 0, 0, 0, 0]);
  initialWindow.writeUInt32BE(window, 2);
  return Buffer.concat([
    PREFACE,
    frame(FRAME.SETTINGS, 0, 0, initialWindow),
    // The window of the connection is 65,535 bytes until it is made larger.
    frame(FRAME.WINDOW_UPDATE, 0, 0, uint32(2 ** 31 - 1 - 65_535)),
  ]);
}

export { PREFACE };

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** The headers of a call of gRPC, as HPACK writes them without tables. */
export function grpcHeaders(path: string, more: Readonly<Record<string, string>> = {}): Buffer {
  return Buffer.concat([
    Buffer.of(0x83, 0x86, 0x04),
    text(path),
    Buffer.of(0x01),
    text('127.0.0.1'),
    ...Object.entries({ 'content-type': 'application/grpc', te: 'trailers', ...more }).map(([name, value]) =>
      literal(name, value),
    ),
  ]);
}

/** A header that goes into no table. */
export function literal(name: string, value: string): Buffer {
  return Buffer.concat([Buffer.of(0x00), text(name), text(value)]);
}

/** A header that goes into the dynamic table, where it is the first. */
export function indexed(name: string, value: string): Buffer {
  return Buffer.concat([Buffer.of(0x40), text(name), text(value)]);
}

function text(value: string): Buffer {
  return Buffer.concat([hpackLength(value.length), Buffer.from(value, 'latin1')]);
}

function hpackLength(length: number): Buffer {
  if (length < 0x7f) return Buffer.of(length);
  const bytes = [0x7f];
  let rest = length - 0x7f;
  for (; rest >= 0x80; rest >>= 7) bytes.push((rest & 0x7f) | 0x80);
  return Buffer.from([...bytes, rest]);
}

/** A message as gRPC frames it. */
export function grpcMessage(message: Buffer, { compressed = 0, length = message.length } = {}): Buffer {
  return Buffer.concat([Buffer.of(compressed), uint32(length), message]);
}

/** A call of gRPC: its headers, and its message. */
export function grpcCall(
  stream: number,
  path: string,
  message: Buffer,
  more?: Readonly<Record<string, string>>,
): Buffer {
  return Buffer.concat([
    frame(FRAME.HEADERS, END_HEADERS, stream, grpcHeaders(path, more)),
    frame(FRAME.DATA, END_STREAM, stream, grpcMessage(message)),
  ]);
}
