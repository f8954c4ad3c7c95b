import type { MonoTypeOperatorFunction, SchedulerLike } from 'rxjs';
import { defer, identity, map, takeUntil, tap } from 'rxjs';
import type { OperationState } from '../model/operation-state.js';
import { PollTimeoutError } from '../model/poll-timeout-error.js';
import { longTimer$ } from './long-timer.js';

/**
 * Mirrors a stream of states for a time, then errors with a `PollTimeoutError`. It ends one waiter, not the polling
 * that others share.
 *
 * @param timeout in ms; none mirrors the source for ever.
 * @param known what is known of the operation before the first state.
 */
export function withinTimeout<R, M>(
  timeout: number | undefined,
  known: OperationState<R, M>,
  scheduler: SchedulerLike,
): MonoTypeOperatorFunction<OperationState<R, M>> {
  if (timeout === undefined) return identity;
  return (source) =>
    defer(() => {
      let lastState = known;
      const timeUp$ = longTimer$(timeout, scheduler).pipe(
        map(() => {
          throw new PollTimeoutError({ timeout, elapsed: timeout, lastState });
        }),
      );
      return source.pipe(
        tap((state) => (lastState = state)),
        takeUntil(timeUp$),
      );
    });
}
