import type { RunningState } from '../model/operation-state.js';

/**
 * From attempt to delay: how long to wait, in ms, after the poll of that number (the first is 1).
 *
 * A pure function: it keeps no counter, so that one schedule serves any number of operations. It may read the
 * state that the poll showed.
 *
 * @example
 * ```ts
 * import type { PollSchedule } from 'rxjs-longrunning';
 *
 * const everySecondThenEveryTen: PollSchedule = (attempt) => (attempt < 30 ? 1_000 : 10_000);
 * ```
 */
export type PollSchedule = (attempt: number, state: RunningState) => number;
