import type { Dirent } from 'node:fs';
import { lstat, readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { Observable } from 'rxjs';
import { concatMap, expand, from, map } from 'rxjs';
import { StatusCode } from '../../core/model/status-code.js';
import type { MessageTypes } from '../../protobuf/message-types.js';
import { fileError, unreadable } from './file-error.js';
import type { Folder } from './open-folder.js';
import { isInside } from './open-folder.js';

/** A regular file, by its path from the folder that is digested: `./src/index.ts`. */
export interface ListedFile {
  readonly path: string;
  readonly bytes: number;
}

interface Listing {
  readonly files: readonly ListedFile[];
  readonly folders: readonly string[];
}

/** How many folders are read at once. */
const CONCURRENCY = 8;

/**
 * Lists the regular files below a folder, one emission a folder, in no particular order.
 *
 * Links are not followed, as what they point at inside the root is digested where it lies. Errors with an `RpcError` at
 * a link that leaves the root, and at a folder that cannot be read.
 */
export function listFiles$(folder: Folder, types: MessageTypes): Observable<readonly ListedFile[]> {
  const list$ = (path: string): Observable<Listing> => from(list(folder, path, types));
  return list$('.').pipe(
    expand(({ folders }) => from(folders).pipe(concatMap(list$)), CONCURRENCY),
    map(({ files }) => files),
  );
}

async function list(folder: Folder, path: string, types: MessageTypes): Promise<Listing> {
  const files: ListedFile[] = [];
  const folders: string[] = [];
  const visit = async (entry: Dirent): Promise<void> => {
    const child = `${path}/${entry.name}`;
    if (entry.isDirectory()) folders.push(child);
    else if (entry.isSymbolicLink()) await checkLink(folder, child, types);
    else if (entry.isFile()) files.push({ path: child, bytes: (await lstat(join(folder.path, child))).size });
  };
  try {
    for (const entry of await readdir(join(folder.path, path), { withFileTypes: true })) await visit(entry);
  } catch (error) {
    throw error instanceof Error && 'errno' in error ? unreadable(error, path, types) : error;
  }
  return { files, folders };
}

async function checkLink({ root, path }: Folder, link: string, types: MessageTypes): Promise<void> {
  const target = await realpath(join(path, link)).catch(() => undefined);
  // A link that points nowhere leads nowhere.
  if (target === undefined || isInside(root, target)) return;
  throw fileError(StatusCode.FAILED_PRECONDITION, 'LEAVES_ROOT', link, 'the link leads out of the root', types);
}
