import type { Observer, SchedulerAction, Subscriber, Subscription } from 'rxjs';
import { Observable } from 'rxjs';
import type { OperationsClient } from '../client/operations-client.js';
import type { OperationMessage } from '../model/operation-message.js';
import type { OperationState, RunningState } from '../model/operation-state.js';
import { LONGEST_DELAY } from '../client/long-timer.js';
import type { PollRun } from './poll-step.js';
import { afterAnswer, afterFailure, nextCallOptions, noAnswer, timedOut, timeLeft } from './poll-step.js';

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
 * its spec runs both side by side. Besides, `pauseWhile` holds the next poll, and `pollNow` cuts the delay short.
 *
 * @param answer that of the first poll, where it has been made already.
 */
export function pollLoop$<R, M>(
  client: PolledClient,
  run: PollRun<R, M>,
  known: RunningState<M>,
  answer?: OperationMessage,
): Observable<OperationState<R, M>> {
  return new Observable((subscriber) => new PollLoop(client, run, known, subscriber).start(answer));
}

/** What the loop polls. */
export interface PolledClient extends Pick<OperationsClient, 'getOperation'> {
  /** Makes a poll under way answer at once, if it is one that waits; whether it did. */
  interrupt?(): boolean;
}

/** The state of one subscription. */
class PollLoop<R, M> {
  private call: Subscription | undefined;
  private timer: SchedulerAction<PollLoop<R, M>> | undefined;
  private delayLeft = 0;
  /** Whether a poll is under way, up to the moment at which its state has been emitted. */
  private busy = true;
  private paused = false;
  /** Whether another poll is to follow at once. */
  private poked = false;

  constructor(
    private readonly client: PolledClient,
    private readonly run: PollRun<R, M>,
    private last: RunningState<M>,
    private readonly subscriber: Subscriber<OperationState<R, M>>,
  ) {}

  start(answer: OperationMessage | undefined): void {
    const { pauseWhile, pollNow } = this.run.settings;
    const error = (cause: unknown): void => this.subscriber.error(cause);
    if (pauseWhile) {
      const next = (paused: boolean): void => this.pause(paused);
      this.subscriber.add(pauseWhile.subscribe({ next, error, complete: () => next(false) }));
    }
    if (pollNow) this.subscriber.add(pollNow.subscribe({ next: () => this.poke(), error }));
    if (this.subscriber.closed) return;
    if (answer) this.answered(answer);
    else this.pollUnlessPaused();
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
    else this.pollUnlessPaused();
  }

  private pause(paused: boolean): void {
    const resumed = this.paused && !paused;
    this.paused = paused;
    if (resumed && !this.busy) this.hurry();
  }

  private poke(): void {
    if (!this.busy) this.hurry();
    else if (this.paused || !this.client.interrupt?.()) this.poked = true;
  }

  /** Through the scheduler, as one who pokes at each state would else fill the stack. */
  private hurry(): void {
    this.delayLeft = 0;
    this.wait();
  }

  private pollUnlessPaused(): void {
    this.busy = !this.paused;
    if (!this.paused) return this.poll();
    this.delayLeft = timeLeft(this.run);
    if (this.delayLeft <= 0) this.subscriber.error(timedOut(this.run, this.last));
    else if (this.delayLeft < Infinity) this.wait();
  }

  private poll(): void {
    this.poked = false;
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

  private waitAfter(state: RunningState<M>): void {
    // Whoever got the state may have had enough.
    if (this.subscriber.closed) return;
    this.last = state;
    this.busy = false;
    this.delayLeft = this.poked ? 0 : (state.poll.nextDelay ?? 0);
    this.wait();
  }

  private wait(): void {
    const delay = Math.min(this.delayLeft, LONGEST_DELAY);
    this.delayLeft -= delay;
    if (this.timer) {
      this.timer = this.timer.schedule(this, delay) as SchedulerAction<PollLoop<R, M>>;
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
    this.leave()?.failed(noAnswer());
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
