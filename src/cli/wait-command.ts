import type { ConnectionOptions } from './connection-options.js';

const PLAIN = /^[\w@%+=:,./-]+$/;

/**
 * The command line that waits for an operation at the same server, for a shell of the POSIX kind. The values of headers,
 * which may be secret, are left out.
 */
export function waitCommand(name: string, options: ConnectionOptions): string {
  const { target, rest, insecure, header = {}, types = [], include = [] } = options;
  const flags = [
    ...(rest === undefined ? ['--target', target] : ['--rest', rest]),
    ...(insecure ? ['--insecure'] : []),
    ...Object.keys(header).flatMap((key) => ['--header', `${key}: …`]),
    ...types.flatMap((file) => ['--types', file]),
    ...include.flatMap((dir) => ['--include', dir]),
  ];
  const words = name.startsWith('-') ? [...flags, '--', name] : [name, ...flags];
  return ['longrunning', 'wait', ...words.map(quoted)].join(' ');
}

function quoted(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
