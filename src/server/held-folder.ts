import type { BigIntStats } from 'node:fs';
import { constants, existsSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { lstat, open, realpath, stat } from 'node:fs/promises';
import type { BytePath } from './byte-path.js';
import { systemPath } from './byte-path.js';

/** A folder that nothing outside is read of, as it was found once. */
export interface Root {
  /** Its real path. */
  readonly path: string;
  readonly dev: bigint;
  readonly ino: bigint;
}

/** A folder below a root, from which its entries are read. */
export interface HeldFolder {
  /** Where the system finds an entry of this very folder, or the folder itself when the name is empty. */
  entry(name: BytePath): Buffer;
  /** Rejects when `entry` may have led elsewhere. To be awaited before anything that was read is believed. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** Finds a root; it may be a link, as it is the word of whoever runs the server. */
export async function findRoot(path: string): Promise<Root> {
  const real = await realpath(path);
  const { dev, ino } = await stat(real, { bigint: true });
  return { path: real, dev, ino };
}

/** Where Linux has a process's own descriptors: what is below one of them is looked for in the folder that it holds. */
const DESCRIPTORS = '/proc/self/fd';
/** Of Linux: holds a folder that need not be readable to go through it. Node gives it no name. */
const O_PATH = 0o10000000;
/** As many bytes as systems take in a path, so that no tree is too deep. */
const LONGEST_PATH = 4_096;

/**
 * Opens a folder below a root without following a link.
 *
 * Node has no `openat`. On Linux, a folder is opened by its name in the folder above, which is named by its descriptor:
 * whatever is moved or swapped for a link meanwhile, nothing is opened but what lay in the root when it was opened. On
 * other systems it is read by its path, and looked at before and after: who swaps it there and back between each two of
 * those looks is not noticed.
 *
 * @param path from the root; `.` is the root itself.
 * @throws the error of the system: `ENOTDIR` at a link; `ESTALE` when the root is another folder by now.
 */
export async function holdFolder(
  root: Root,
  path: BytePath,
  { byDescriptor = existsSync(DESCRIPTORS) } = {},
): Promise<HeldFolder> {
  if (path.length > LONGEST_PATH) throw systemError('ENAMETOOLONG', 'the path is too long');
  const names = path.split('/').filter((name) => name !== '' && name !== '.');
  return byDescriptor ? holdByDescriptor(root, names) : holdByPath(root, names);
}

async function holdByDescriptor(root: Root, names: readonly BytePath[]): Promise<HeldFolder> {
  const flags = O_PATH | constants.O_DIRECTORY | constants.O_NOFOLLOW;
  const entryOf = (folder: FileHandle, name: BytePath): Buffer => systemPath(`${DESCRIPTORS}/${folder.fd}`, name);
  let folder = await open(root.path, flags);
  try {
    if (!isSame(root, await folder.stat({ bigint: true }))) throw swapped();
    for (const name of names) {
      const above = folder;
      folder = await open(entryOf(above, name), flags);
      await above.close();
    }
  } catch (error) {
    await folder.close();
    throw error;
  }
  return {
    entry: (name) => entryOf(folder, name),
    check: () => Promise.resolve(),
    close: () => folder.close(),
  };
}

async function holdByPath(root: Root, names: readonly BytePath[]): Promise<HeldFolder> {
  const entry = (name: BytePath): Buffer => systemPath(root.path, [...names, name].join('/'));
  const path = entry('');
  const look = async (): Promise<BigIntStats> => {
    const real = await realpath(path, { encoding: 'buffer' });
    const is = entry('').subarray(0, real.length);
    if (!real.equals(is)) throw swapped();
    return lstat(path, { bigint: true });
  };
  const first = await look();
  if (!first.isDirectory()) throw systemError('ENOTDIR', 'not a folder');
  return {
    entry,
    check: async () => {
      if (!isSame(first, await look())) throw swapped();
    },
    close: () => Promise.resolve(),
  };
}

/**
 * Opens a regular file of a folder, to be read. A link is not followed, and a pipe not waited for.
 *
 * @throws the error of the system: `ELOOP` at a link; `EFTYPE` at what is no regular file.
 */
export async function openFile(folder: HeldFolder, name: BytePath): Promise<FileHandle> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  const file = await open(folder.entry(name), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    if (!(await file.stat()).isFile()) throw systemError('EFTYPE', 'not a regular file');
    await folder.check();
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

function isSame(one: Pick<Root, 'dev' | 'ino'>, other: Pick<Root, 'dev' | 'ino'>): boolean {
  return one.dev === other.dev && one.ino === other.ino;
}

function swapped(): Error {
  return systemError('ESTALE', 'another folder is there by now');
}

/** An error in the form of the system's, of what it has no error for. */
function systemError(code: string, message: string): Error {
  return Object.assign(new Error(`${code}: ${message}`), { code });
}
