import type { Observable } from 'rxjs';
import { BehaviorSubject, filter, map, merge, Subscription, take, timer } from 'rxjs';
import type { SchedulerLike } from 'rxjs';
import type { OperationMessage } from '../core/model/operation-message.js';
import type { PackedMessage } from '../core/model/packed-message.js';
import type { Status } from '../core/model/status.js';
import { messageBytes, packedBytes } from './message-bytes.js';
import type { WorkUpdate } from './operation-work.js';

/** The longest that the server waits before it answers all the same, in ms: a day. Whoever wants more asks again. */
const LONGEST_WAIT = 86_400_000;

const EMPTY_MESSAGE = { typeUrl: 'type.googleapis.com/google.protobuf.Empty', value: new Uint8Array() };

/** One operation of the store: its latest message, those who wait for it, and its work. */
export class StoredOperation {
  /** What the operation's work holds; unsubscribing stops it. */
  readonly work = new Subscription();
  /** When it ended, in ms of the store's clock; never, so far. */
  endedAt = Infinity;
  /** Nobody wants it any more; it is forgotten when its work ends. */
  deleted = false;
  readonly #message$: BehaviorSubject<OperationMessage>;
  /** What the work gave, which is for clients when it has ended. */
  #response: PackedMessage | undefined;

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

  /** How much it takes of the store. */
  get bytes(): number {
    return messageBytes(this.message) + packedBytes(this.#response) + (this.requestId?.length ?? 0);
  }

  /** How much it would take with an update. */
  bytesWith(update: WorkUpdate<PackedMessage, PackedMessage>): number {
    const [before, after] =
      'metadata' in update ? [this.message.metadata, update.metadata] : [this.#response, update.response];
    return this.bytes - packedBytes(before) + packedBytes(after);
  }

  /** Takes what the work tells, until the operation is done. */
  update(update: WorkUpdate<PackedMessage, PackedMessage>): void {
    if (this.message.done) return;
    if ('metadata' in update) this.#message$.next({ ...this.message, ...update });
    else this.#response = update.response;
  }

  /** Ends the operation, with what its work gave unless there is an error. Its work is left to the caller. */
  end(error: Status | undefined, now: number): void {
    const response = this.#response ?? EMPTY_MESSAGE;
    this.#response = undefined;
    this.endedAt = now;
    this.#message$.next({ ...this.message, ...(error ? { error } : { response }), done: true });
  }

  /** Emits the message when the operation ends or when the time is up, and completes. It is pushed, not polled. */
  wait$(timeout: number | undefined, scheduler: SchedulerLike): Observable<OperationMessage> {
    const timeUp$ = timer(Math.min(timeout ?? LONGEST_WAIT, LONGEST_WAIT), scheduler).pipe(map(() => this.message));
    return merge(this.#message$.pipe(filter(({ done }) => done)), timeUp$).pipe(take(1));
  }
}
