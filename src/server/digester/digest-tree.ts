import { createHash } from 'node:crypto';
import type { Observable } from 'rxjs';
import { asyncScheduler, catchError, concat, defer, from, map, mergeMap, of, tap, throttleTime } from 'rxjs';
import { StatusCode } from '../../core/model/status-code.js';
import type { MessageTypes } from '../../protobuf/message-types.js';
import type { WorkUpdate } from '../operation-work.js';
import type { BytePath } from './byte-path.js';
import { readablePath, systemPath } from './byte-path.js';
import type { DigestTreeMetadata, DigestTreeResponse } from './digester-messages.js';
import { fileError, unreadable } from './file-error.js';
import { hashFile$ } from './hash-file.js';
import type { ListedFile } from './list-files.js';
import { listFiles$ } from './list-files.js';
import type { Folder } from './open-folder.js';

/** Files read at once: as many as Node has threads for it. */
const CONCURRENCY = 4;
/** Time between two reports of progress, in ms. */
const REPORT_INTERVAL = 50;

/** What a digest needs beside the folder. */
export interface DigestTreeOptions {
  readonly maxFiles: number;
  readonly types: MessageTypes;
}

/**
 * The work of `DigestTree`: emits metadata as it goes, at most twenty times a second, then the response.
 *
 * The digest is defined in digester.proto. Errors with an `RpcError` at the first file that cannot be read.
 */
export function digestTree$(
  folder: Folder,
  { maxFiles, types }: DigestTreeOptions,
): Observable<WorkUpdate<DigestTreeResponse, DigestTreeMetadata>> {
  return defer(() => {
    const progress = { filesDone: 0, filesTotal: 0, bytesDone: 0, bytesTotal: 0, currentPath: '' };
    const listed: ListedFile[] = [];
    const digests = new Map<BytePath, string>();

    const list$ = listFiles$(folder, types).pipe(
      tap((files) => {
        // Not push(...files): the files of a large folder are more arguments than a call can have.
        for (const file of files) listed.push(file);
        if (listed.length > maxFiles) throw tooMany(maxFiles, types);
        progress.filesTotal = listed.length;
        progress.bytesTotal += files.reduce((sum, { bytes }) => sum + bytes, 0);
      }),
    );
    const digest$ = ({ path }: ListedFile): Observable<unknown> =>
      hashFile$(systemPath(folder.path, path)).pipe(
        catchError((error: unknown) => {
          throw unreadable(error, readablePath(path), types);
        }),
        tap((step) => {
          progress.currentPath = readablePath(path);
          if ('bytes' in step) progress.bytesDone += step.bytes;
          else {
            progress.filesDone += 1;
            digests.set(path, step.sha256);
          }
        }),
      );
    const work$ = concat(
      list$,
      defer(() => from(listed).pipe(mergeMap(digest$, CONCURRENCY))),
    );
    return concat(
      work$.pipe(
        throttleTime(REPORT_INTERVAL, asyncScheduler, { leading: true, trailing: true }),
        map(() => ({ metadata: { ...progress } })),
      ),
      defer(() =>
        of({ response: { sha256: treeDigest(digests), files: progress.filesDone, bytes: progress.bytesDone } }),
      ),
    );
  });
}

/** The SHA-256 of the listing, in the order of the bytes of the paths. */
function treeDigest(digests: ReadonlyMap<BytePath, string>): string {
  const hash = createHash('sha256');
  for (const [path, digest] of [...digests].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${digest}  ${path}\0`, 'latin1');
  }
  return hash.digest('hex');
}

function tooMany(maxFiles: number, types: MessageTypes): Error {
  const message = `the folder has more than ${maxFiles} files`;
  return fileError(StatusCode.RESOURCE_EXHAUSTED, 'TOO_MANY_FILES', '.', message, types);
}
