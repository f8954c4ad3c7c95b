import type { Counts } from './count.js';
import type { StormResult } from './run-storm.js';

/** A row of the table: how a storm came out, and what happened in it. */
export interface StormRow extends StormResult {
  readonly transport: string;
  readonly counts: Counts;
  /** What was left open. */
  readonly open: readonly string[];
}

const COLUMNS = ['operations', 'right ends', 'wrong', 'lost', 'calls', 'retries', 'left open', 'seconds'] as const;

/** All rows, then the faults and lies of each by kind, then what is wrong. */
export function stormTable(rows: readonly StormRow[]): string {
  const figures = rows.map(({ transport, operations, right, wrong, lost, counts, retries, open, seconds }) => [
    transport,
    ...[operations, right, wrong.length, lost, counts['calls'] ?? 0, retries, open.length, Math.round(seconds)].map(
      String,
    ),
  ]);
  const lines = [['transport', ...COLUMNS], ...figures].map((cells) =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(10) : cell.padStart(12))).join(''),
  );
  const faults = rows.map(({ transport, counts: { calls, ...others } }) => {
    const kinds = Object.entries(others).sort((a, b) => b[1] - a[1]);
    return `${transport}: ${kinds.map(([kind, times]) => `${kind} ${times}`).join(', ')}`;
  });
  const wrong = rows.flatMap((row) =>
    [...row.wrong, ...row.open].slice(0, 20).map((text) => `${row.transport}: ${text}`),
  );
  return [
    ...lines,
    '',
    'Faults and lies, by kind',
    ...faults,
    ...(wrong.length > 0 ? ['', 'Wrong', ...wrong] : []),
    '',
  ].join('\n');
}

/** Whether each operation had its right end, and nothing was left open. */
export function isRight({ operations, right, wrong, open }: StormRow): boolean {
  return right === operations && wrong.length === 0 && open.length === 0;
}
