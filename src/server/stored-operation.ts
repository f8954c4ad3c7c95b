import type { Observable } from 'rxjs';
import { BehaviorSubject, filter, map, merge, Subscription, take, timer } from 'rxjs';
import type { SchedulerLike } from 'rxjs';
import type { OperationMessage } from '../core/model/operation-message.js';
import type { Status } from '../core/model/status.js';

/** The longest that the server waits before it answers all the same, in ms: a day. Whoever wants more asks again. */
const LONGEST_WAIT = 86_400_000;

/** One operation of the store: its latest message, those who wait for it, and its work. */
export class StoredOperation {
  /** What the operation's work holds; unsubscribing stops it. */
  readonly work = new Subscription();
  /** When it ended, in ms of the store's clock; never, so far. */
  endedAt = Infinity;
  /** Nobody wants it any more; it is forgotten when its work ends. */
  deleted = false;
  readonly #message$: BehaviorSubject<OperationMessage>;

  /**
   * @param sequence its place in the order of starting.
   * @param requestId what the request that started it is known by.
   */
  constructor(
    readonly sequence: number,
    message: OperationMessage,
    readonly requestId?: string,
  ) {
    this.#message$ = new BehaviorSubject(message);
  }

  get message(): OperationMessage {
    return this.#message$.value;
  }

  /** Changes the message, until the operation is done. */
  update(change: Partial<OperationMessage>): void {
    if (!this.message.done) this.#message$.next({ ...this.message, ...change });
  }

  /** Ends the operation, with an error unless there is a response. Its work is left to the caller. */
  end(result: { readonly response: OperationMessage['response'] } | { readonly error: Status }, now: number): void {
    this.endedAt = now;
    this.update({ ...result, done: true });
  }

  /** Emits the message when the operation ends or when the time is up, and completes. It is pushed, not polled. */
  wait$(timeout: number | undefined, scheduler: SchedulerLike): Observable<OperationMessage> {
    const timeUp$ = timer(Math.min(timeout ?? LONGEST_WAIT, LONGEST_WAIT), scheduler).pipe(map(() => this.message));
    return merge(this.#message$.pipe(filter(({ done }) => done)), timeUp$).pipe(take(1));
  }
}
