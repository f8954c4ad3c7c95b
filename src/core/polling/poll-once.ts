import type { MonoTypeOperatorFunction, Observer, Subscriber } from 'rxjs';
import { defer, map, merge, Observable, take } from 'rxjs';
import { longTimer$ } from '../client/long-timer.js';
import type { OperationsClient } from '../client/operations-client.js';
import type { OperationMessage } from '../model/operation-message.js';
import type { OperationState, OngoingState } from '../model/operation-state.js';
import type { PollSchedule } from './poll-schedule.js';
import type { PollRun } from './poll-step.js';
import { afterAnswer, afterFailure, nextCallOptions, noAnswer, timedOut, timeLeft } from './poll-step.js';

/** Who answers a poll. */
export type Polled = Pick<OperationsClient, 'getOperation'>;

/**
 * One poll: from the last state to the next. Emits it and completes, or errors where polling cannot go on.
 *
 * @param polled answers in the place of the client.
 */
export type PollOnce<R, M> = (last: OngoingState<M>, polled?: Polled) => Observable<OperationState<R, M>>;

/**
 * A poll by GetOperation.
 *
 * @param schedule gives the delay that follows. Defaults to the one of the settings.
 *
 * Written by hand, as the operators that it is made of would double the CPU of a poll (`npm run bench -- cpu-per-poll`).
 */
export function pollOnce$<R, M>(
  client: Polled,
  run: PollRun<R, M>,
  last: OngoingState<M>,
  schedule?: PollSchedule<M>,
): Observable<OperationState<R, M>> {
  const poll$ = new Observable<OperationState<R, M>>((subscriber) => {
    const poll = new Poll(run, last, schedule, subscriber);
    try {
      return client.getOperation({ name: last.name }, nextCallOptions(run)).subscribe(poll);
    } catch (cause) {
      return poll.error(cause);
    }
  });
  return run.settings.timeout === Infinity ? poll$ : poll$.pipe(inTime(run, last));
}

/**
 * Where a poll waits in line for a free call, and the time of the wait passes meanwhile, it is the last one: what one
 * call may take is how long it is waited for.
 */
function inTime<R, M>(run: PollRun<R, M>, last: OngoingState<M>): MonoTypeOperatorFunction<OperationState<R, M>> {
  const { callOptions, scheduler } = run.settings;
  return (poll$) =>
    defer(() => {
      const isOver$ = longTimer$(Math.max(0, timeLeft(run)) + callOptions.timeout, scheduler).pipe(
        map((): never => {
          throw timedOut(run, last);
        }),
      );
      return merge(poll$, isOver$).pipe(take(1));
    });
}

/** Hears the answer. The first notification counts: whatever else the client says, the polling has gone on. */
class Poll<R, M> implements Observer<OperationMessage> {
  constructor(
    private readonly run: PollRun<R, M>,
    private readonly last: OngoingState<M>,
    private readonly schedule: PollSchedule<M> | undefined,
    private readonly subscriber: Subscriber<OperationState<R, M>>,
  ) {}

  next(answer: OperationMessage): void {
    this.end(() => afterAnswer(this.run, this.last, answer, this.schedule));
  }

  error(cause: unknown): void {
    this.end(() => afterFailure(this.run, this.last, cause, this.schedule));
  }

  complete(): void {
    this.error(noAnswer());
  }

  private end(nextState: () => OperationState<R, M>): void {
    if (this.subscriber.closed) return;
    let state: OperationState<R, M>;
    try {
      state = nextState();
    } catch (error) {
      this.subscriber.error(error);
      return;
    }
    this.subscriber.next(state);
    this.subscriber.complete();
  }
}
