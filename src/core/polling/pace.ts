import type { Observable } from 'rxjs';
import { concatMap, defer, map, merge, NEVER, of, startWith, Subject, switchMap, take, takeWhile } from 'rxjs';
import { longTimer$ } from '../client/long-timer.js';
import type { OngoingState, OperationState } from '../model/operation-state.js';
import { paceInputs$ } from './pace-inputs.js';
import type { PollTurn } from './poll-loop.js';
import { pollLoop$ } from './poll-loop.js';
import type { PollOnce } from './poll-once.js';
import type { PollRun } from './poll-step.js';
import { timedOut, timeLeft } from './poll-step.js';

/** The pace of one subscription, which `pauseWhile` and `pollNow` change. */
export interface Pace<R, M> {
  /** Emits when a poll is asked for. */
  readonly poke$: Observable<unknown>;
  /** Whether no poll may begin. */
  isPaused(): boolean;
  /** A poll that begins is the one that was asked for. */
  begin$<T>(poll$: Observable<T>): Observable<T>;
  /** The loop at this pace. */
  loop$(first$: Observable<OperationState<R, M>>, pollOnce$: PollOnce<R, M>): Observable<OperationState<R, M>>;
  /** The first poll begins at once, unless paused. */
  first$(known: OngoingState<M>, poll$: Observable<OperationState<R, M>>): Observable<OperationState<R, M>>;
}

/** Made anew for each subscription. */
export function paceOf<R, M>(run: PollRun<R, M>): Pace<R, M> {
  const { scheduler } = run.settings;
  const poke$ = new Subject<unknown>();
  const resume$ = new Subject<void>();
  let paused = false;
  /** Whether a poll was asked for since the last one began. */
  let poked = false;

  const pause = (value: boolean): void => {
    const resumed = paused && !value;
    paused = value;
    if (resumed) resume$.next();
  };
  const poke = (): void => {
    poked = true;
    poke$.next(undefined);
  };
  const inputs$ = paceInputs$(run.settings, pause, poke);

  /** A pause does not stop the clock: errors when the time of the wait is up. */
  const expired$ = (last: OngoingState<M>): Observable<never> => {
    const left = timeLeft(run);
    if (left === Infinity) return NEVER;
    return longTimer$(left, scheduler).pipe(
      map((): never => {
        throw timedOut(run, last);
      }),
    );
  };

  /** The next poll begins after the delay of its schedule, or at once when it is asked for, but never in a pause. */
  const turn$: PollTurn<M> = (last) =>
    defer(() =>
      merge(poke$, resume$).pipe(
        // Through the scheduler, as one who pokes at each state would fill the stack.
        map(() => 0),
        startWith(poked ? 0 : (last.poll.nextDelay ?? 0)),
        switchMap((delay) =>
          longTimer$(delay, scheduler).pipe(concatMap(() => (paused ? expired$(last) : of(undefined)))),
        ),
        take(1),
      ),
    );

  const begin$ = <T>(poll$: Observable<T>): Observable<T> =>
    defer(() => {
      poked = false;
      return poll$;
    });

  return {
    poke$,
    isPaused: () => paused,
    begin$,
    loop$: (first$, pollOnce$) =>
      // The inputs go first, as they may hold the first poll; they outlive the operation, and end with it.
      merge(
        inputs$,
        pollLoop$(first$, (last) => begin$(pollOnce$(last)), turn$),
      ).pipe(takeWhile(({ done }) => !done, true)),
    first$: (known, poll$) => defer(() => (paused ? turn$(known) : of(undefined))).pipe(concatMap(() => begin$(poll$))),
  };
}
