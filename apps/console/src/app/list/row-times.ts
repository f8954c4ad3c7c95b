import type { OperationRow, Seen } from '../operations/operation-row.js';
import { countedDuration } from '../shared/duration-text.js';
import { timeOfDay } from '../shared/time-of-day.js';

/** When an operation began: servers do not tell, so one that was there already began before it was seen. */
export function startedText({ first, isStart }: Seen): string {
  const time = timeOfDay(first);
  return isStart ? time : `before ${time}`;
}

/** How long it has taken, for all that was seen of it. The clock is asked only while it goes on. */
export function elapsedText({ status, seen: { first, isStart, end } }: OperationRow, now: () => number): string {
  if (status !== 'running' && end === undefined) return '—';
  const text = countedDuration((end ?? now()) - first);
  return isStart ? text : `> ${text}`;
}
