import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { Observable } from 'rxjs';

/** Part of a file was read, or all of it. */
export type HashProgress = { readonly bytes: number } | { readonly sha256: string };

const CHUNK = 256 * 1024;

/**
 * The SHA-256 of a file: emits how many bytes each read gave, then the digest in hexadecimal, and completes.
 *
 * Unsubscribing stops at the next read. Errors with what the system says.
 *
 * @param open called at subscription; the file is closed after it.
 */
export function hashFile$(open: () => Promise<FileHandle>): Observable<HashProgress> {
  return new Observable((subscriber) => {
    const read = async (): Promise<void> => {
      const hash = createHash('sha256');
      const file = await open();
      try {
        const { size } = await file.stat();
        const buffer = Buffer.allocUnsafe(Math.min(CHUNK, size + 1));
        let position = 0;
        for (;;) {
          const { bytesRead } = await file.read(buffer, 0, buffer.length, position);
          if (bytesRead === 0 || subscriber.closed) break;
          position += bytesRead;
          hash.update(buffer.subarray(0, bytesRead));
          subscriber.next({ bytes: bytesRead });
        }
      } finally {
        await file.close();
      }
      subscriber.next({ sha256: hash.digest('hex') });
      subscriber.complete();
    };
    read().catch((error: unknown) => subscriber.error(error));
  });
}
