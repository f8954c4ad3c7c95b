import type { OperationMessage } from 'rxjs-longrunning';
import { isSameJson } from '../shared/words.js';
import type { OperationRow, Seen } from './operation-row.js';
import { operationRow } from './operation-row.js';

/**
 * The rows of a list, the latest operation first.
 *
 * A row whose message is as it was is the same object, and so is the array where all are: nothing is drawn again.
 *
 * @param rows of the list before; nothing when this is the first.
 */
export function updateRows(
  rows: readonly OperationRow[] | undefined,
  messages: readonly OperationMessage[],
  now: number,
): readonly OperationRow[] {
  const before = new Map(rows?.map((row) => [row.name, row]));
  const next = messages.map((message) => {
    const row = before.get(message.name);
    if (!row) return operationRow(message, { first: now, isStart: rows !== undefined });
    return isSame(row.message, message) ? row : operationRow(message, seenAgain(row, message, now));
  });
  next.reverse();
  const isUnchanged = next.length === rows?.length && next.every((row, index) => row === rows[index]);
  return isUnchanged ? rows : next;
}

function isSame(a: OperationMessage, b: OperationMessage): boolean {
  if (a.done || b.done) return a.done === b.done;
  return isSameJson(a.metadata, b.metadata);
}

function seenAgain({ seen }: OperationRow, { done }: OperationMessage, now: number): Seen {
  return done ? { ...seen, end: now } : seen;
}
