import type { Observable } from 'rxjs';
import { EMPTY, expand, switchMap, tap } from 'rxjs';
import { longTimer$ } from '../client/long-timer.js';
import type { OperationState, OngoingState } from '../model/operation-state.js';
import type { PollOnce } from './poll-once.js';
import type { PollRun } from './poll-step.js';

/** When the poll that follows a state may begin: emits once. */
export type PollTurn<M> = (last: OngoingState<M>) => Observable<unknown>;

/**
 * Polls, emits the state, waits for the next turn, and polls again until the operation is done.
 *
 * @param turn$ by default `delayedTurn`: the delay of the schedule.
 */
export function pollLoop$<R, M>(
  first$: Observable<OperationState<R, M>>,
  pollOnce$: PollOnce<R, M>,
  turn$: PollTurn<M>,
): Observable<OperationState<R, M>> {
  return first$.pipe(expand((state) => (state.done ? EMPTY : turn$(state).pipe(switchMap(() => pollOnce$(state))))));
}

/** The next poll begins after the delay of its schedule. */
export function delayedTurn<R, M>({ settings: { scheduler, timeout }, stopwatch }: PollRun<R, M>): PollTurn<M> {
  const turn$: PollTurn<M> = ({ poll: { nextDelay = 0 } }) => longTimer$(nextDelay, scheduler);
  if (timeout === Infinity) return turn$;
  // The timer knows how long it took, whatever was done to the clock.
  return (state) => turn$(state).pipe(tap(() => stopwatch.read(state.poll.nextDelay)));
}
