import type { Observable } from 'rxjs';
import {
  catchError,
  defer,
  EMPTY,
  filter,
  finalize,
  ignoreElements,
  map,
  merge,
  NEVER,
  of,
  startWith,
  switchAll,
  switchMap,
  take,
  tap,
  throwIfEmpty,
} from 'rxjs';
import { longTimer$ } from '../client/long-timer.js';
import type { OperationsClient } from '../client/operations-client.js';
import type { OperationMessage } from '../model/operation-message.js';
import type { OperationState, OngoingState } from '../model/operation-state.js';
import { isRpcError } from '../model/rpc-error.js';
import { StatusCode } from '../model/status-code.js';
import type { Pace } from './pace.js';
import type { PollOnce, Polled } from './poll-once.js';
import { pollOnce$ } from './poll-once.js';
import type { PollSchedule } from './poll-schedule.js';
import type { PollRun } from './poll-step.js';
import { afterAnswer, afterFailure, noAnswer, scheduledDelay, timeLeft, whyNotTolerated } from './poll-step.js';
import { serverWaitsOf } from './server-waits.js';

/** What a WaitOperation gave. */
type Outcome = { readonly answer: OperationMessage } | { readonly error: unknown };

/**
 * Polls that let the server wait for the end of the operation, where it can: another `pollOnce$`.
 *
 * A wait that fails is followed by a GetOperation within the same poll. If that one is answered, the wait was the
 * trouble and not the server: waits get shorter than the one that was cut, or stop for a while, and no failure shows.
 */
export function longPollOnce<R, M>(
  client: OperationsClient,
  run: PollRun<R, M>,
  pace: Pace<R, M> | undefined,
): PollOnce<R, M> {
  const { settings, stopwatch } = run;
  const { longPoll, longPollTimeout, callOptions, scheduler } = settings;
  const waits = serverWaitsOf(client);
  /** In mode `'auto'`, the delay that the next wait takes the place of, in ms. The first poll has none before it. */
  let delay = 0;
  /** In mode `true`, how many waits were answered before their time. */
  let earlyAnswers = 0;

  /** What is left of the delay after `waited` ms of it were spent in a wait that was to take `asked`. */
  const afterWait =
    (waited: number, asked: number): PollSchedule<M> =>
    (attempt, state) => {
      if (longPoll === 'auto') {
        const rest = Math.max(0, delay - waited);
        const isWaitedOut = rest > 0 && waited >= asked;
        delay = isWaitedOut ? rest : scheduledDelay(settings.schedule, attempt, state);
        return isWaitedOut ? 0 : rest;
      }
      const rest = Math.max(0, scheduledDelay(settings.schedule, earlyAnswers + 1, state) - waited);
      if (rest > 0) earlyAnswers++;
      return rest;
    };

  /** A Get. The delay after it passes in a wait, which follows at once, unless waits are not to be had. */
  const get$ = (
    last: OngoingState<M>,
    polled: Polled = client,
    isRefused = false,
  ): Observable<OperationState<R, M>> => {
    const poll$ = pollOnce$(polled, run, last, (attempt, state) => {
      const scheduled = scheduledDelay(settings.schedule, attempt, state);
      if (state.poll.failures > 0) return scheduled;
      delay = scheduled;
      return isRefused || waits.limit(scheduler.now()) <= 0 ? scheduled : 0;
    });
    return pace ? pace.begin$(poll$) : poll$;
  };

  const wait$ = (last: OngoingState<M>, timeout: number, ended: () => void): Observable<OperationState<R, M>> => {
    const startedAt = stopwatch.read();
    const left = timeLeft(run);
    // A call does not know how long it took where the clock is set back meanwhile; a timer does.
    const timeIsUp$ =
      left === Infinity
        ? EMPTY
        : longTimer$(left, scheduler).pipe(
            tap(() => stopwatch.reach(startedAt + left)),
            ignoreElements(),
          );
    const call$ = defer(() => {
      waits.pending++;
      return client.waitOperation(
        { name: last.name, timeout },
        { ...callOptions, timeout: timeout + callOptions.timeout },
      );
    }).pipe(
      finalize(() => waits.pending--),
      throwIfEmpty(noAnswer),
    );
    return merge(timeIsUp$, call$).pipe(
      take(1),
      tap(() => waits.answered()),
      map((answer): Outcome => ({ answer })),
      catchError((error: unknown) => of<Outcome>({ error })),
      tap(ended),
      switchMap((outcome) => {
        const waited = stopwatch.read() - startedAt;
        return 'answer' in outcome
          ? of(afterAnswer(run, last, outcome.answer, afterWait(waited, timeout)))
          : insteadOfWait$(last, outcome.error, waited, timeout);
      }),
    );
  };

  const insteadOfWait$ = (
    last: OngoingState<M>,
    error: unknown,
    waited: number,
    asked: number,
  ): Observable<OperationState<R, M>> => {
    const passes = whyNotTolerated(run, last, error) === undefined;
    // What passes at once is a failed poll like any other. Where the server says when to call again, it is not now.
    if (passes && (waited < SHORTEST_CUT || hasHint(error))) return defer(() => of(afterFailure(run, last, error)));
    const wasCut = passes && waited < asked;
    return get$(last, {
      getOperation: (request, options) =>
        client.getOperation(request, options).pipe(
          tap(() => {
            const now = scheduler.now();
            if (wasCut) waits.cut(waited, now);
            else waits.refused(now);
          }),
        ),
    });
  };

  return (last, polled) =>
    defer(() => {
      const wanted = Math.min(longPoll === 'auto' ? delay : Infinity, longPollTimeout, timeLeft(run));
      const limit = waits.limit(scheduler.now());
      // Where polls fail, a short call tells sooner that the server is back.
      if (polled || last.poll.failures > 0 || wanted <= 0) return get$(last, polled);
      if (limit <= 0) return get$(last, client, true);
      let isPending = true;
      const ended = (): void => {
        isPending = false;
      };
      // A poll that is asked for gives up the wait under way, as long as another call may begin.
      const interrupt$ = pace
        ? pace.poke$.pipe(
            filter(() => isPending && !pace.isPaused() && timeLeft(run) > 0),
            tap(ended),
            map(() => get$(last)),
          )
        : NEVER;
      return interrupt$.pipe(startWith(wait$(last, Math.min(wanted, limit), ended)), switchAll(), take(1));
    });
}

/** A wait that fails within this time, in ms, was not cut for its length. */
const SHORTEST_CUT = 100;

function hasHint(error: unknown): boolean {
  return isRpcError(error) && (error.retryDelay !== undefined || error.code === StatusCode.RESOURCE_EXHAUSTED);
}
