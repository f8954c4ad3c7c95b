import type { OperationRow } from '../operations/operation-row.js';

/** Which rows are asked for. */
export interface RowFilter {
  readonly status: string | undefined;
  readonly search: string | undefined;
}

/** The rows of a status whose name or kind has each of the words in it, in any case. */
export function filteredRows(rows: readonly OperationRow[], { status, search }: RowFilter): readonly OperationRow[] {
  const words = (search ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  if (!status && words.length === 0) return rows;
  return rows.filter((row) => {
    if (status && row.status !== status) return false;
    const text = `${row.name} ${row.kind}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
