import type { MonoTypeOperatorFunction, Observer } from 'rxjs';
import { defer, identity, map, switchMap, takeUntil, tap } from 'rxjs';
import type { OperationState } from '../model/operation-state.js';
import { PollTimeoutError } from '../model/poll-timeout-error.js';
import { longTimer$ } from '../client/long-timer.js';
import type { PollSettings } from './poll-options.js';
import { Stopwatch } from './stopwatch.js';

/** The end of one waiter's time with a polling that others share. */
export interface WaitLimit<R, M> {
  /** In ms; none is no limit. */
  readonly timeout: number | undefined;
  /** What is known of the operation before the first state. */
  readonly known: OperationState<R, M>;
  /** Makes the polling poll at once. */
  readonly pollNow: Pick<Observer<void>, 'next'>;
}

/**
 * Mirrors a stream of states for a time, then has one more poll made, whose state is waited for, `callTimeout` at most.
 * If the operation still runs, errors with a `PollTimeoutError`. It ends one waiter, not the polling that others share.
 */
export function withinTimeout<R, M>(
  { timeout, known, pollNow }: WaitLimit<R, M>,
  { scheduler, callOptions }: Pick<PollSettings<R, M>, 'scheduler' | 'callOptions'>,
): MonoTypeOperatorFunction<OperationState<R, M>> {
  if (timeout === undefined) return identity;
  return (states$) =>
    defer(() => {
      const stopwatch = new Stopwatch(scheduler);
      let lastState = known;
      let timeIsUp = false;
      const end = (): never => {
        throw new PollTimeoutError({ timeout, elapsed: stopwatch.read(), lastState });
      };
      const lastCallIsUp$ = longTimer$(timeout, scheduler).pipe(
        switchMap(() => {
          timeIsUp = true;
          pollNow.next();
          return longTimer$(callOptions.timeout, scheduler);
        }),
        map(end),
      );
      return states$.pipe(
        tap((state) => {
          lastState = state;
          if (timeIsUp && !state.done) end();
        }),
        takeUntil(lastCallIsUp$),
      );
    });
}
