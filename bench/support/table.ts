import { rounded } from './report.js';

/** Several figures of one contender. */
export interface Row {
  readonly name: string;
  readonly figures: readonly number[];
  /** How the target stands, of this package. */
  readonly verdict: string;
}

/** A line for each contender, where one has several figures; for one figure there is `report`. */
export function table(title: string, columns: readonly string[], rows: readonly Row[]): string {
  const width = Math.max(...rows.map(({ name }) => name.length));
  const line = (name: string, cells: readonly string[], verdict: string): string =>
    `  ${name.padEnd(width)}${cells.map((cell) => cell.padStart(9)).join('')}  ${verdict}`.trimEnd();
  const lines = rows.map(({ name, figures, verdict }) => line(name, figures.map(rounded), verdict));
  return [title, line('', columns, ''), ...lines, ''].join('\n');
}
