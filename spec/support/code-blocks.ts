import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';

/** A fenced block of TypeScript in a text or in a doc comment. */
export interface CodeBlock {
  readonly file: string;
  /** Where its code begins, from 1. */
  readonly line: number;
  readonly code: string;
}

/** The `ts` blocks of a Markdown file, or of the doc comments of a source file. */
export function codeBlocks(file: string): CodeBlock[] {
  const prefix = file.endsWith('.md') ? '' : String.raw`[ ]*\*[ ]?`;
  const fenced = new RegExp(`^${prefix}\`\`\`ts\\n(?<body>(?:(?!${prefix}\`\`\`).*\\n)*)`, 'gm');
  const text = readFileSync(file, 'utf8');
  return Array.from(text.matchAll(fenced), (match) => ({
    file,
    line: text.slice(0, match.index).split('\n').length + 1,
    code: (match.groups?.['body'] ?? '').replaceAll(new RegExp(`^${prefix}`, 'gm'), ''),
  }));
}

/** The files below a folder whose names end so, with slashes, sorted; nothing when there is no such folder. */
export function filesBelow(folder: string, end: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(end))
    .map((file) => join(folder, file).split(sep).join('/'))
    .sort();
}

/** The Markdown files below docs/, without what `npm run docs` leaves there. */
export function guides(): string[] {
  return filesBelow('docs', '.md').filter((file) => !file.startsWith('docs/api/'));
}

/** The examples of docs/ and of the doc comments. */
export function examples(): CodeBlock[] {
  return [...guides(), ...filesBelow('src', '.ts'), ...filesBelow('operators', '.ts')].flatMap(codeBlocks);
}

/** Whether an example takes an operations client for granted, as all but those of README.md may. */
export function takesClient({ file, code }: CodeBlock): boolean {
  return file !== 'README.md' && /\bclient\b/.test(code) && !/\bconst client\b/.test(code);
}
