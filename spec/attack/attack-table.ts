/** What an attack did, in figures. */
export interface AttackRow {
  readonly name: string;
  /** Answers that the healthy client got meanwhile. */
  readonly answers: number;
  /** Its latencies, in ms. */
  readonly p99: number;
  readonly longest: number;
  /** The longest time that the server's event loop stood still, in ms. */
  readonly blocked: number;
  /** Bytes of memory beyond what the server had before: at the most, and afterwards. */
  readonly peak: number;
  readonly left: number;
}

const COLUMNS = ['Attack', 'Answers', 'p99, ms', 'Longest, ms', 'Loop held, ms', 'Peak, MB', 'Left, MB'];

/** In Markdown: docs/attacks.md has it by kind, without the answers. */
export function attackTable(rows: readonly AttackRow[]): string {
  const cells = rows.map(({ name, answers, p99, longest, blocked, peak, left }) => [
    name,
    ...[answers, p99, longest, blocked, peak / 1e6, left / 1e6].map((figure) => figure.toFixed(0)),
  ]);
  const widths = COLUMNS.map((column, i) => Math.max(column.length, ...cells.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join(' | ')} |`;
  const rule = widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [line(COLUMNS), line(rule), ...cells.map(line)].join('\n');
}
