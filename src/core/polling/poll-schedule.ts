import type { Observable, TimestampProvider } from 'rxjs';
import type { OngoingState, OperationState } from '../model/operation-state.js';

/**
 * From attempt to delay: how long to wait, in ms, after the poll of that number (the first is 1).
 *
 * A pure function, unless it learns: it keeps no counter, so that one schedule serves any number of operations. It may read the
 * state that the poll showed; `M` is the type of its metadata, which need not be written where the schedule stands
 * next to a `metadataType`.
 *
 * @example
 * ```ts
 * import { pollOperation$, type PollSchedule } from 'rxjs-longrunning';
 *
 * const everySecondThenEveryTen: PollSchedule = (attempt) => (attempt < 30 ? 1_000 : 10_000);
 * pollOperation$(client, 'operations/123', { schedule: everySecondThenEveryTen }).subscribe(({ status }) =>
 *   console.log(status),
 * );
 * ```
 *
 * @example The last stretch is polled more often.
 * ```ts
 * import { exponentialThenFixed, type PollSchedule } from 'rxjs-longrunning';
 *
 * interface Progress {
 *   readonly percent: number;
 * }
 * const usual = exponentialThenFixed();
 * const oftenNearTheEnd: PollSchedule<Progress> = (attempt, state) =>
 *   state.metadata && state.metadata.percent >= 95 ? 500 : usual(attempt, state);
 * ```
 */
export interface PollSchedule<M = unknown> {
  (attempt: number, state: OngoingState<M>): number;
  /**
   * Runs one polling with a schedule of its own, for one that learns from what it sees: `learningSchedule`. Called for
   * each polling, unless it has `longPoll`, in the place of this function.
   */
  readonly polling$?: <S extends OperationState<unknown, M>>(
    poll$: (schedule: PollSchedule<M>) => Observable<S>,
    clock: TimestampProvider,
  ) => Observable<S>;
}
