import type { Unsubscribable } from 'rxjs';
import { Subscriber } from 'rxjs';
import type { OngoingState, OperationState } from '../model/operation-state.js';
import { operationState } from '../model/operation-state.js';
import type { PollSettings } from '../polling/poll-options.js';
import type { PollRun } from '../polling/poll-step.js';
import { Stopwatch } from '../polling/stopwatch.js';
import type { OneOrMany } from './one-or-many.js';
import { all, only, plus } from './one-or-many.js';

/** The operation that is watched. */
interface Watched {
  /** Runs on. */
  readonly clock: Stopwatch;
  leave(watchers: Watchers): void;
}

/**
 * All who watch one operation with the same types: the state is made once for all of them.
 *
 * As there may be a million of these, it is its own `PollRun`, whose stopwatch is made when it is read, and the teardown
 * of its own subscribers.
 */
export class Watchers implements PollRun<unknown, unknown>, Unsubscribable {
  failingFrom?: number;
  private subscribers: OneOrMany<Subscriber<OperationState>>;
  private readonly since: number;

  /** @param last what is known of the operation. The polling begins now. */
  constructor(
    private readonly operation: Watched,
    readonly settings: PollSettings<unknown, unknown>,
    public last: OngoingState,
  ) {
    this.since = operation.clock.read();
  }

  get stopwatch(): Stopwatch {
    return new Stopwatch(this.settings.scheduler, this.operation.clock.read() - this.since);
  }

  get isEmpty(): boolean {
    return this.subscribers === undefined;
  }

  /** The same operation, for watchers with other types. */
  withSettings(settings: PollSettings<unknown, unknown>): Watchers {
    const { last } = this;
    const state = last.status === 'unknown' ? last : operationState(last.message, settings, last.poll);
    // Of a message that is not done.
    return new Watchers(this.operation, settings, state as OngoingState);
  }

  /** The last poll is shown to who comes later. */
  add(subscriber: Subscriber<OperationState>): void {
    this.subscribers = plus(this.subscribers, subscriber);
    if (this.last.poll.attempt > 0) subscriber.next(this.last);
  }

  /** One of the subscribers has left. */
  unsubscribe(): void {
    this.subscribers = only(this.subscribers, ({ closed }) => !closed);
    if (this.isEmpty) this.operation.leave(this);
  }

  show(state: OngoingState): void {
    this.last = state;
    const { subscribers } = this;
    // Without an array of one for each poll.
    if (subscribers instanceof Subscriber) subscribers.next(state);
    else for (const subscriber of all(subscribers)) subscriber.next(state);
  }

  end(state: OperationState): void {
    for (const subscriber of all(this.subscribers)) {
      subscriber.next(state);
      subscriber.complete();
    }
  }

  fail(error: unknown): void {
    for (const subscriber of all(this.subscribers)) subscriber.error(error);
  }
}
