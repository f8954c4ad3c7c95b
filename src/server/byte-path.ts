/**
 * A path below a folder, one character for each byte, such as `./src/index.ts`: names of files need not be UTF-8, and
 * the digest is of their bytes. Two of them compare as their bytes do.
 */
export type BytePath = string;

/** The path of a text, such as Node gives. */
export function bytePath(text: string): BytePath {
  return Buffer.from(text).toString('latin1');
}

/** The path as the system takes it. */
export function systemPath(folder: string, path: BytePath): Buffer {
  return Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(path, 'latin1')]);
}

/** The path as people read it. */
export function readablePath(path: BytePath): string {
  return Buffer.from(path, 'latin1').toString();
}
