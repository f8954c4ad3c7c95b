// Not createRequire by name: bundlers put an import of that name at the top of what they make.
import module from 'node:module';
import { dirname, join } from 'node:path';
import { messageOf } from '../core/model/message-of.js';

/**
 * Reads proto files, and says what is wrong with them.
 *
 * @param read reads some files, whose imports it looks up in folders.
 * @throws Error when a file cannot be read or parsed, naming it and where imports were looked up.
 */
export function readProtoFiles<T>(
  files: readonly string[],
  includeDirs: readonly string[] = [],
  read: (files: readonly string[], dirs: string[]) => T,
): T {
  const dirs = [...includeDirs, process.cwd(), ...files.map((file) => dirname(file)), ...installedProtoDirs()];
  try {
    return read(files, dirs);
  } catch (cause) {
    // A TypeError is how the parser fails where a file breaks off.
    const reason = cause instanceof TypeError ? 'a syntax error, perhaps at the end of the file' : messageOf(cause);
    // The reason names a line, but not always the file.
    const culprits = files.length > 1 ? files.filter((file) => !succeeds(() => read([file], dirs))) : [];
    throw new Error(
      `Cannot load ${(culprits.length > 0 ? culprits : files).join(', ')}, or what is imported there: ${reason}. ` +
        `Imports were looked up in ${dirs.join(', ')}; name another folder in includeDirs, or install ` +
        'google-proto-files for the files of Google.',
      { cause },
    );
  }
}

function succeeds(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}

/** The folders of proto files that packages bring along. In a bundle, there is none. */
function installedProtoDirs(): string[] {
  return ['rxjs-longrunning/package.json', 'google-proto-files/package.json'].flatMap((file) => {
    try {
      const dir = dirname(module.createRequire(import.meta.url).resolve(file));
      return [file.startsWith('google') ? dir : join(dir, 'protos')];
    } catch {
      return [];
    }
  });
}
