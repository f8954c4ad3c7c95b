/** How a transport writes an operation. */
export type Protocol = 'REST' | 'Connect in JSON' | 'Connect in binary' | 'gRPC' | 'gRPC-Web';

/** What a server does of one call: an answer, whole or not, and how it ends. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Over HTTP/2 alone. */
  readonly trailers?: Readonly<Record<string, string>>;
  /**
   * How it ends: of itself, never, with the connection closed or reset, or with an error code of HTTP/2, of the stream
   * (RST_STREAM), of the connection (GOAWAY), or of a connection that takes no stream after the one before (refused).
   */
  readonly end?: 'never' | 'closed' | 'reset' | { readonly rst: number } | { readonly goaway: number } | 'refused';
}

export const NAME = 'operations/1';

const RUNNING = Uint8Array.of(0x0a, NAME.length, ...Buffer.from(NAME));
const DONE = Uint8Array.of(...RUNNING, 0x18, 1);

/** A message of gRPC, or of gRPC-Web; the latter has the trailers in another. */
export function frame(bytes: Uint8Array, flags = 0, length = bytes.length): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(flags);
  head.writeUInt32BE(length, 1);
  return Buffer.concat([head, bytes]);
}

export function webTrailers(trailers: Readonly<Record<string, string>>): Buffer {
  const lines = Object.entries(trailers).map(([name, value]) => `${name}: ${value}\r\n`);
  return frame(Buffer.from(lines.join('')), 0x80);
}

const TYPES: Readonly<Record<Protocol, string>> = {
  REST: 'application/json',
  'Connect in JSON': 'application/json',
  'Connect in binary': 'application/proto',
  gRPC: 'application/grpc',
  'gRPC-Web': 'application/grpc-web+proto',
};

export const contentType = (protocol: Protocol): { readonly 'content-type': string } => ({
  'content-type': TYPES[protocol],
});

/** The operation, as the protocol has it; in JSON, `more` is what else it has. */
export function operation(protocol: Protocol, done: boolean, more: object = {}): Answer {
  return answerOf(protocol, JSON.stringify({ name: NAME, done, ...more }), done ? DONE : RUNNING);
}

/** A message, as the protocol has it. */
export function answerOf(protocol: Protocol, json: string, bytes: Uint8Array): Answer {
  const headers = contentType(protocol);
  const ok = { 'grpc-status': '0' };
  switch (protocol) {
    case 'REST':
    case 'Connect in JSON':
      return { headers, body: json };
    case 'Connect in binary':
      return { headers, body: bytes };
    case 'gRPC':
      return { headers, body: frame(bytes), trailers: ok };
    case 'gRPC-Web':
      return { headers, body: Buffer.concat([frame(bytes), webTrailers(ok)]) };
  }
}

/** An error as the server of the API tells it. */
export function refusal(protocol: Protocol, code: number, name: string, message: string): Answer {
  const headers = contentType(protocol);
  const trailers = { 'grpc-status': String(code), 'grpc-message': message };
  switch (protocol) {
    case 'REST':
      return { status: 400, headers, body: JSON.stringify({ error: { code: 400, message, status: name } }) };
    case 'Connect in JSON':
    case 'Connect in binary':
      return {
        status: 400,
        headers: contentType('Connect in JSON'),
        body: JSON.stringify({ code: name.toLowerCase().replace('cancelled', 'canceled'), message }),
      };
    case 'gRPC':
      return { headers: { ...headers, ...trailers } };
    case 'gRPC-Web':
      return { headers, body: webTrailers(trailers) };
  }
}
