import { visibleLine } from '../../text/visible.js';

/**
 * Writes lines. All that would not show, or would change the terminal, is escaped, and so is a line break: a server's text
 * never begins a line of its own.
 */
export function writeLine(stream: NodeJS.WritableStream, ...lines: readonly string[]): void {
  stream.write(lines.map((line) => `${visibleLine(line)}\n`).join(''));
}

/** Writes columns with tabs between them, for `cut` and `awk`. */
export function writeRow(stream: NodeJS.WritableStream, columns: readonly string[]): void {
  stream.write(`${columns.map(visibleLine).join('\t')}\n`);
}

/** As much of a line as there is room for, in columns of the terminal: what may be two columns wide counts as two. */
export function fitted(line: string, columns: number): string {
  let width = 0;
  let kept = '';
  for (const char of line) {
    width += char < '\u1100' ? 1 : 2;
    if (width > columns) break;
    kept += char;
  }
  return kept;
}
