import type { LostState, OperationState } from 'rxjs-longrunning';
import { fieldsOf } from '../operations/fields-of.js';
import { progressOf } from '../shared/words.js';

/** One poll, as the plots show it. */
export interface PollRecord {
  /** When it was answered, or failed, in ms since 1970. */
  readonly at: number;
  /** How long after the one before, in ms; 0 for the first. */
  readonly waited: number;
  readonly isFailed: boolean;
  /** How far the operation was, from 0 to 1, where it told. */
  readonly fraction: number | undefined;
  /** When the next one is due; absent when there is none. */
  readonly next: number | undefined;
}

/** A page that is left open for days has the last of its polls. */
const MOST = 2_000;

/** The records with that of one more poll. */
export function withPoll(
  records: readonly PollRecord[],
  { message, poll, status }: OperationState | LostState,
  at: number,
): readonly PollRecord[] {
  const isFailed = poll.failures > 0;
  const progress = message.metadata && progressOf(fieldsOf(message.metadata));
  const record: PollRecord = {
    at,
    waited: at - (records.at(-1)?.at ?? at),
    isFailed,
    fraction: isFailed ? undefined : status === 'succeeded' ? 1 : progress?.fraction,
    next: poll.nextDelay === undefined ? undefined : at + poll.nextDelay,
  };
  return [...records.slice(1 - MOST), record];
}
