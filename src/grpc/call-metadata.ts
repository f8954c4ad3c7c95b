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
    for (const key in part) setHeader(metadata, key, part[key] as string);
  }
  return metadata;
}

function setHeader(metadata: Metadata, key: string, value: string): void {
  try {
    metadata.set(key, value);
  } catch {
    throw new TypeError(
      `The header ${JSON.stringify(key)} cannot be sent: its name or its value holds a character that gRPC does not allow.`,
    );
  }
}
