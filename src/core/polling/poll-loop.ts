import type { Observer, SchedulerAction, Subscriber, Subscription } from 'rxjs';
import { Observable } from 'rxjs';
import type { OperationsClient } from '../client/operations-client.js';
import type { OperationMessage } from '../model/operation-message.js';
import type { OperationState, RunningState } from '../model/operation-state.js';
import { LONGEST_DELAY } from './long-timer.js';
import type { PollRun } from './poll-step.js';
import { afterAnswer, afterFailure, nextCallOptions } from './poll-step.js';

/**
 * Polls, emits the state, waits, and polls again until the operation is done. It is
 *
 * ```
 * poll$(known).pipe(
 *   expand((state) => state.done ? EMPTY : timer(state.poll.nextDelay, scheduler).pipe(switchMap(() => poll$(state)))),
 * )
 * ```
 *
 * written by hand, since that composition takes three times the CPU of it and twice the memory (`npm run bench`);
 * its spec runs both side by side.
 */
export function pollLoop$<R, M>(
  client: OperationsClient,
  run: PollRun<R, M>,
  known: RunningState<M>,
): Observable<OperationState<R, M>> {
  return new Observable((subscriber) => new PollLoop(client, run, known, subscriber).poll());
}

/** The state of one subscription. */
class PollLoop<R, M> {
  private call: Subscription | undefined;
  private timer: SchedulerAction<PollLoop<R, M>> | undefined;
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
    const observer = new CallObserver(this);
    try {
      this.call = this.client.getOperation({ name: this.last.name }, nextCallOptions(this.run)).subscribe(observer);
      this.subscriber.add(this.call);
    } catch (error) {
      observer.error(error);
    }
  }

  answered(message: OperationMessage): void {
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

  failed(error: unknown): void {
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

  waited(timer: SchedulerAction<PollLoop<R, M>>): void {
    // In virtual time, an action that is scheduled again while it runs goes on as another one.
    this.timer = timer;
    if (this.delayLeft > 0) this.wait();
    else this.poll();
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
}

/** Observes one call, of which the first notification counts: whatever else the client says, the loop has gone on. */
class CallObserver<R, M> implements Observer<OperationMessage> {
  private loop: PollLoop<R, M> | undefined;

  constructor(loop: PollLoop<R, M>) {
    this.loop = loop;
  }

  next(message: OperationMessage): void {
    this.leave()?.answered(message);
  }

  error(error: unknown): void {
    this.leave()?.failed(error);
  }

  complete(): void {
    this.leave()?.failed(new Error('the client completed without an answer'));
  }

  private leave(): PollLoop<R, M> | undefined {
    const { loop } = this;
    this.loop = undefined;
    return loop;
  }
}

function waited<R, M>(this: SchedulerAction<PollLoop<R, M>>, loop: PollLoop<R, M> | undefined): void {
  loop?.waited(this);
}
