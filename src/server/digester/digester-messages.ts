/*
 * The messages of digester.proto, with `longs: Number`.
 */

/** Which folder to digest. */
export interface DigestTreeRequest {
  /** Relative to the root that is served. Empty means the root. */
  readonly path?: string;
  /** Tells a request that is repeated from a new one: with the same id and path, it starts no other operation. */
  readonly requestId?: string;
}

/** How far the digest is. */
export interface DigestTreeMetadata {
  readonly filesDone: number;
  readonly filesTotal: number;
  readonly bytesDone: number;
  readonly bytesTotal: number;
  readonly currentPath: string;
}

/** The digest of a folder. */
export interface DigestTreeResponse {
  /** 64 hexadecimal digits. */
  readonly sha256: string;
  readonly files: number;
  readonly bytes: number;
}
