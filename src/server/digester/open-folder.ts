import { realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
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
  const refuse = (error: unknown): never => {
    throw unreadable(error, path, types);
  };
  const realRoot = await realpath(root).catch(refuse);
  const real = await realpath(lexical).catch(async (error: unknown) => {
    // Through a link that leaves the root, what is missing must look like what is there.
    if (!isInside(realRoot, await nearestRealPath(lexical))) throw refused;
    return refuse(error);
  });
  if (!isInside(realRoot, real)) throw refused;
  if ((await stat(real).catch(refuse)).isDirectory()) return { root: realRoot, path: real };
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
