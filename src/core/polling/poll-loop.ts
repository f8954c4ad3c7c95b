import type { Observer, SchedulerAction, Subscriber, Subscription } from 'rxjs';
import { Observable } from 'rxjs';
import type { OperationsClient } from '../client/operations-client.js';
import type { OperationMessage } from '../model/operation-message.js';
import type { OperationState, RunningState } from '../model/operation-state.js';
import type { PollRun } from './poll-step.js';
import { afterAnswer, afterFailure, nextCallOptions } from './poll-step.js';

/** The longest delay of the platform's timers, in ms: for a longer one, they fire at once. */
const LONGEST_DELAY = 2 ** 31 - 1;

/**
 * Polls, emits the state, waits, and polls again until the operation is done. It is
 *
 * ```
 * poll$(known).pipe(
 *   expand((state) => state.done ? EMPTY : timer(state.poll.nextDelay, scheduler).pipe(switchMap(() => poll$(state)))),
 * )
 * ```
 *
 * written by hand, since that composition takes several times the CPU and the memory of a poll (`npm run bench`);
 * its spec runs both side by side.
 */
export function pollLoop$<R, M>(
  client: OperationsClient,
  run: PollRun<R, M>,
  known: RunningState<M>,
): Observable<OperationState<R, M>> {
  return new Observable((subscriber) => new PollLoop(client, run, known, subscriber).poll());
}

/** The state of one subscription. It observes its own calls, so that a poll makes no closures. */
class PollLoop<R, M> implements Observer<OperationMessage> {
  private call: Subscription | undefined;
  private timer: SchedulerAction<PollLoop<R, M>> | undefined;
  private answered = false;
  private delayLeft = 0;

  constructor(
    private readonly client: OperationsClient,
    private readonly run: PollRun<R, M>,
    private last: RunningState<M>,
    private readonly subscriber: Subscriber<OperationState<R, M>>,
  ) {}

  poll(): void {
    // A client that emits once and completes has closed it long since.
    this.call?.unsubscribe();
    this.answered = false;
    try {
      this.call = this.client.getOperation({ name: this.last.name }, nextCallOptions(this.run)).subscribe(this);
      this.subscriber.add(this.call);
    } catch (error) {
      this.error(error);
    }
  }

  next(message: OperationMessage): void {
    if (this.answered) return;
    this.answered = true;
    let state: OperationState<R, M>;
    try {
      state = afterAnswer(this.run, this.last, message);
    } catch (error) {
      this.subscriber.error(error);
      return;
    }
    this.subscriber.next(state);
    if (state.done) this.subscriber.complete();
    else this.waitAfter(state);
  }

  error(error: unknown): void {
    let state: RunningState<M>;
    try {
      state = afterFailure(this.run, this.last, error);
    } catch (end) {
      this.subscriber.error(end);
      return;
    }
    this.subscriber.next(state);
    this.waitAfter(state);
  }

  complete(): void {
    if (!this.answered) this.error(new Error('the client completed without an answer'));
  }

  private waitAfter(state: RunningState<M>): void {
    this.last = state;
    this.delayLeft = state.poll.nextDelay ?? 0;
    if (!this.subscriber.closed) this.wait();
  }

  private wait(): void {
    const delay = Math.min(this.delayLeft, LONGEST_DELAY);
    this.delayLeft -= delay;
    if (this.timer) {
      this.timer.schedule(this, delay);
    } else {
      this.timer = this.run.settings.scheduler.schedule(waited<R, M>, delay, this) as SchedulerAction<PollLoop<R, M>>;
      this.subscriber.add(this.timer);
    }
  }

  waited(): void {
    if (this.delayLeft > 0) this.wait();
    else this.poll();
  }
}

function waited<R, M>(loop: PollLoop<R, M> | undefined): void {
  loop?.waited();
}
