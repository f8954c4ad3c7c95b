import { lstat, readdir, realpath } from 'node:fs/promises';
import type { Observable } from 'rxjs';
import { concatMap, expand, from } from 'rxjs';
import { StatusCode } from '../../core/model/status-code.js';
import type { MessageTypes } from '../../protobuf/message-types.js';
import type { BytePath } from '../byte-path.js';
import { readablePath } from '../byte-path.js';
import type { HeldFolder } from '../held-folder.js';
import { holdFolder } from '../held-folder.js';
import { fileError, unreadable } from './file-error.js';
import type { Folder } from './open-folder.js';
import { isInside } from './open-folder.js';

/** A regular file of a folder. */
export interface ListedFile {
  readonly name: BytePath;
  readonly bytes: number;
}

/** What a folder has. */
export interface Listing {
  /** From the folder that is digested. */
  readonly path: BytePath;
  readonly files: readonly ListedFile[];
  readonly folders: readonly BytePath[];
}

/** How many folders are read at once. */
const CONCURRENCY = 8;

/**
 * Lists the regular files below a folder, one emission a folder, in no particular order.
 *
 * Links are not followed, as what they point at inside the root is digested where it lies. Errors with an `RpcError` at
 * a link that leaves the root, and at a folder that cannot be read, or was swapped for something else since it was listed.
 */
export function listFiles$(folder: Folder, types: MessageTypes): Observable<Listing> {
  const list$ = (path: BytePath): Observable<Listing> => from(list(folder, path, types));
  return list$('.').pipe(expand(({ folders }) => from(folders).pipe(concatMap(list$)), CONCURRENCY));
}

/** Opens the folder that is digested, or one below it. */
export function hold({ root, path: way }: Folder, path: BytePath, types: MessageTypes): Promise<HeldFolder> {
  return holdFolder(root, `${way}/${path}`).catch(refuse(path, types));
}

async function list(digested: Folder, path: BytePath, types: MessageTypes): Promise<Listing> {
  const folder = await hold(digested, path, types);
  try {
    const files: ListedFile[] = [];
    const folders: BytePath[] = [];
    // As buffers: where the file system tells no types, Node joins the names to the path, and takes no others there.
    const entries = readdir(folder.entry(''), { withFileTypes: true, encoding: 'buffer' });
    for (const entry of await entries.catch(refuse(path, types))) {
      const name = entry.name.toString('latin1');
      const child = `${path}/${name}`;
      if (entry.isDirectory()) folders.push(child);
      else if (entry.isSymbolicLink()) await checkLink(digested, folder.entry(name), child, types);
      else if (entry.isFile()) {
        const { size } = await lstat(folder.entry(name)).catch(refuse(child, types));
        files.push({ name, bytes: size });
      }
    }
    await folder.check().catch(refuse(path, types));
    return { path, files, folders };
  } finally {
    await folder.close();
  }
}

function refuse(path: BytePath, types: MessageTypes): (error: unknown) => never {
  return (error) => {
    throw unreadable(error, readablePath(path), types);
  };
}

async function checkLink({ root }: Folder, link: Buffer, path: BytePath, types: MessageTypes): Promise<void> {
  const target = await realpath(link).catch(() => undefined);
  // A link that points nowhere leads nowhere.
  if (target === undefined || isInside(root.path, target)) return;
  const message = 'the link leads out of the root';
  throw fileError(StatusCode.FAILED_PRECONDITION, 'LEAVES_ROOT', readablePath(path), message, types);
}
