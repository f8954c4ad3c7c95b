import type { Metadata } from '@grpc/grpc-js';
import type { Grpc } from './load-grpc.js';

/** Headers by name. */
export type Headers = Readonly<Record<string, string>>;

/**
 * The metadata of a call: headers, the later ones first in rank, and the routing header of the name that is asked for.
 *
 * @throws TypeError for a header that cannot be sent; its value, which may be secret, is not in the message.
 * @see https://google.aip.dev/client-libraries/4222
 */
export function callMetadata(
  grpc: Grpc,
  name: string | undefined,
  ...headers: readonly (Headers | undefined)[]
): Metadata {
  const metadata = new grpc.Metadata();
  if (name !== undefined) metadata.set('x-goog-request-params', `name=${encodeURIComponent(name)}`);
  for (const part of headers) {
    for (const key in part) setHeader(metadata, key, part[key]);
  }
  return metadata;
}

// HTTP/2 has no such headers. With one of them, each call would fail, and could end the connection of the others.
const NOT_IN_HTTP2 = /^(?::.*|connection|keep-alive|proxy-connection|transfer-encoding|upgrade|http2-settings)$/i;

function setHeader(metadata: Metadata, key: string, value: unknown): void {
  try {
    // What is no string, from a JavaScript caller, would pass here and fail in the connection.
    if (typeof value !== 'string' || NOT_IN_HTTP2.test(key)) throw new TypeError('refused below');
    metadata.set(key, value);
  } catch {
    throw new TypeError(
      `The header ${JSON.stringify(key)} cannot be sent: expected a name of letters, digits, "-", "_" and "." that gRPC ` +
        'does not use itself and that does not end in "-bin", and a value of printable ASCII characters.',
    );
  }
}
