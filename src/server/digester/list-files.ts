import { lstat, readdir, realpath } from 'node:fs/promises';
import type { Observable } from 'rxjs';
import { concatMap, expand, from, map } from 'rxjs';
import { StatusCode } from '../../core/model/status-code.js';
import type { MessageTypes } from '../../protobuf/message-types.js';
import type { BytePath } from './byte-path.js';
import { readablePath, systemPath } from './byte-path.js';
import { fileError, unreadable } from './file-error.js';
import type { Folder } from './open-folder.js';
import { isInside } from './open-folder.js';

/** A regular file, by its path from the folder that is digested. */
export interface ListedFile {
  readonly path: BytePath;
  readonly bytes: number;
}

interface Listing {
  readonly files: readonly ListedFile[];
  readonly folders: readonly BytePath[];
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
  const list$ = (path: BytePath): Observable<Listing> => from(list(folder, path, types));
  return list$('.').pipe(
    expand(({ folders }) => from(folders).pipe(concatMap(list$)), CONCURRENCY),
    map(({ files }) => files),
  );
}

async function list(folder: Folder, path: BytePath, types: MessageTypes): Promise<Listing> {
  const files: ListedFile[] = [];
  const folders: BytePath[] = [];
  // As buffers: where the file system tells no types, Node joins the names to the path, and takes no others there.
  const entries = readdir(systemPath(folder.path, path), { withFileTypes: true, encoding: 'buffer' });
  for (const entry of await entries.catch(refuse(path, types))) {
    const child = `${path}/${entry.name.toString('latin1')}`;
    if (entry.isDirectory()) folders.push(child);
    else if (entry.isSymbolicLink()) await checkLink(folder, child, types);
    else if (entry.isFile()) {
      const { size } = await lstat(systemPath(folder.path, child)).catch(refuse(child, types));
      files.push({ path: child, bytes: size });
    }
  }
  return { files, folders };
}

function refuse(path: BytePath, types: MessageTypes): (error: unknown) => never {
  return (error) => {
    throw unreadable(error, readablePath(path), types);
  };
}

async function checkLink({ root, path }: Folder, link: BytePath, types: MessageTypes): Promise<void> {
  const target = await realpath(systemPath(path, link)).catch(() => undefined);
  // A link that points nowhere leads nowhere.
  if (target === undefined || isInside(root, target)) return;
  const message = 'the link leads out of the root';
  throw fileError(StatusCode.FAILED_PRECONDITION, 'LEAVES_ROOT', readablePath(link), message, types);
}
