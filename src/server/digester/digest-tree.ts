import { createHash } from 'node:crypto';
import type { Observable } from 'rxjs';
import { asyncScheduler, catchError, concat, defer, finalize, from, map, mergeMap, of, tap, throttleTime } from 'rxjs';
import { StatusCode } from '../../core/model/status-code.js';
import type { MessageTypes } from '../../protobuf/message-types.js';
import type { WorkUpdate } from '../operation-work.js';
import type { BytePath } from '../byte-path.js';
import { readablePath } from '../byte-path.js';
import type { HeldFolder } from '../held-folder.js';
import { openFile } from '../held-folder.js';
import type { DigestTreeMetadata, DigestTreeResponse } from './digester-messages.js';
import { fileError, unreadable } from './file-error.js';
import { hashFile$ } from './hash-file.js';
import type { ListedFile, Listing } from './list-files.js';
import { hold, listFiles$ } from './list-files.js';
import type { Folder } from './open-folder.js';

/** Folders read at once, and files of each: as many as Node has threads for it, whether there are few of both, or of one. */
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
    const listed: Listing[] = [];
    const digests = new Map<BytePath, string>();

    const list$ = listFiles$(folder, types).pipe(
      tap((listing) => {
        if (listing.files.length > 0) listed.push(listing);
        progress.filesTotal += listing.files.length;
        if (progress.filesTotal > maxFiles) throw tooMany(maxFiles, types);
        progress.bytesTotal += listing.files.reduce((sum, { bytes }) => sum + bytes, 0);
      }),
    );
    const digest$ = (held: HeldFolder, { name }: ListedFile, path: BytePath): Observable<unknown> =>
      hashFile$(() => openFile(held, name)).pipe(
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
    const digestAll$ = ({ path, files }: Listing): Observable<unknown> =>
      whileHeld$(
        () => hold(folder, path, types),
        (held) => from(files).pipe(mergeMap((file) => digest$(held, file, `${path}/${file.name}`), CONCURRENCY)),
      );
    const work$ = concat(
      list$,
      defer(() => from(listed).pipe(mergeMap(digestAll$, CONCURRENCY))),
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

/**
 * Opens a folder, and closes it when what is done with it has ended, or is given up, be that while it is being opened.
 * What is read at that moment reads on, and nobody is told.
 */
function whileHeld$<T>(hold: () => Promise<HeldFolder>, use$: (folder: HeldFolder) => Observable<T>): Observable<T> {
  return defer(() => {
    const held = hold();
    return from(held).pipe(
      mergeMap(use$),
      finalize(() => {
        held.then((folder) => folder.close()).catch(() => undefined);
      }),
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
