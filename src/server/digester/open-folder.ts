import { realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { StatusCode } from '../../core/model/status-code.js';
import type { MessageTypes } from '../../protobuf/message-types.js';
import type { BytePath } from '../byte-path.js';
import { bytePath } from '../byte-path.js';
import type { Root } from '../held-folder.js';
import { findRoot } from '../held-folder.js';
import { fileError, unreadable } from './file-error.js';

/** A folder that lies in the root, by its real path from there. */
export interface Folder {
  readonly root: Root;
  readonly path: BytePath;
}

/**
 * Finds the folder that a client asks for. Links on the way are followed here, as long as they stay in the root; what is
 * read of it later is read by the path that was found, without links.
 *
 * @throws RpcError when the path leads out of the root, by itself or by a link, or is no folder.
 */
export async function openFolder(root: string, path: string, types: MessageTypes): Promise<Folder> {
  const refused = fileError(StatusCode.INVALID_ARGUMENT, 'LEAVES_ROOT', path, 'the path leads out of the root', types);
  const lexical = resolve(root, path);
  // Before any look at the disk: a client must not learn what exists outside.
  if (isAbsolute(path) || path.includes('\0') || !isInside(resolve(root), lexical)) throw refused;
  const refuse = (error: unknown): never => {
    throw unreadable(error, path, types);
  };
  const found = await findRoot(root).catch(refuse);
  const real = await realpath(lexical).catch(async (error: unknown) => {
    // Through a link that leaves the root, what is missing must look like what is there.
    if (!isInside(found.path, await nearestRealPath(lexical))) throw refused;
    return refuse(error);
  });
  if (!isInside(found.path, real)) throw refused;
  if ((await stat(real).catch(refuse)).isDirectory())
    return { root: found, path: bytePath(relative(found.path, real)) };
  throw fileError(StatusCode.FAILED_PRECONDITION, 'NOT_A_FOLDER', path, 'is a file, not a folder', types);
}

/** The real path of the nearest folder above a path that has one. */
function nearestRealPath(path: string): Promise<string> {
  const parent = dirname(path);
  return realpath(parent).catch((error: unknown) => {
    if (parent === path) throw error;
    return nearestRealPath(parent);
  });
}

/** Whether a path is a folder or lies below it; both are absolute. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
