import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { StatusCode } from '../../core/model/status-code.js';
import type { MessageTypes } from '../../protobuf/message-types.js';
import { fileError, unreadable } from './file-error.js';

/** A folder that lies in the root, by its real path and the root's. */
export interface Folder {
  readonly root: string;
  readonly path: string;
}

/**
 * Finds the folder that a client asks for.
 *
 * @throws RpcError when the path leads out of the root, by itself or by a link, or is no folder.
 */
export async function openFolder(root: string, path: string, types: MessageTypes): Promise<Folder> {
  const refused = fileError(StatusCode.INVALID_ARGUMENT, 'LEAVES_ROOT', path, 'the path leads out of the root', types);
  const lexical = resolve(root, path);
  // Before any look at the disk: a client must not learn what exists outside.
  if (isAbsolute(path) || path.includes('\0') || !isInside(resolve(root), lexical)) throw refused;
  const [realRoot, real] = await Promise.all([realpath(root), realpath(lexical)]).catch((error: unknown) => {
    throw unreadable(error, path, types);
  });
  if (!isInside(realRoot, real)) throw refused;
  if ((await stat(real)).isDirectory()) return { root: realRoot, path: real };
  throw fileError(StatusCode.FAILED_PRECONDITION, 'NOT_A_FOLDER', path, 'is a file, not a folder', types);
}

/** Whether a path is a folder or lies below it; both are absolute. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
