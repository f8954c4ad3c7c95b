import type { Observable } from 'rxjs';
import { defer, filter, firstValueFrom, map, merge, Subject } from 'rxjs';
import { cancel$ } from './client/cancel.js';
import { delete$ } from './client/delete.js';
import { getOperation$ } from './client/get-operation.js';
import type { CallOptions, OperationsClient } from './client/operations-client.js';
import { NoMetadataError } from './model/no-metadata-error.js';
import { NOT_NEGATIVE, numberOption } from './model/number-option.js';
import type { OperationMessageJson } from './model/operation-json.js';
import { fromOperationJson, toOperationJson } from './model/operation-json.js';
import type { OperationMessage } from './model/operation-message.js';
import { named } from './model/operation-message.js';
import type { OperationLike } from './model/operation-message-of.js';
import type { DoneState, OperationState, PollInfo } from './model/operation-state.js';
import { operationState, unpackMetadata } from './model/operation-state.js';
import type { PackedMessage } from './model/packed-message.js';
import { toOperationMessage } from './model/to-operation-message.js';
import { unknownState } from './model/unknown-state.js';
import { exponentialThenFixed } from './polling/exponential-then-fixed.js';
import { pollOperation$ } from './polling/poll-operation.js';
import type { PollOptions, PollSettings } from './polling/poll-options.js';
import { resolvePollOptions } from './polling/poll-options.js';
import { responseOf } from './polling/response-of.js';
import { shareStates } from './polling/share-states.js';
import { untilAborted } from './polling/until-aborted.js';
import { withinTimeout } from './polling/within-timeout.js';

/** How a handle polls. It has no `timeout` of its own: each wait has one. */
export type OperationOptions<R = PackedMessage, M = PackedMessage> = Omit<PollOptions<R, M>, 'timeout'>;

/** What a caller may set for one promise: in Go, a context and the `gax.CallOption`s. */
export interface PromiseOptions {
  /** Ends the promise early: it rejects with `signal.reason`. The operation goes on. */
  readonly signal?: AbortSignal | undefined;
  /** Time after which each call made for the promise fails with `DEADLINE_EXCEEDED`, in ms. Defaults to that of the handle. */
  readonly callTimeout?: number | undefined;
  /** Headers to send with each call made for the promise, in addition to those of the handle, and before them in rank. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** What a caller may set for one wait. */
export interface WaitOptions extends PromiseOptions {
  /**
   * Time after which the wait rejects with a `PollTimeoutError`, in ms: one more poll is made at that time, and its
   * answer is waited for, `callTimeout` at most. The operation goes on. Defaults to none.
   */
  readonly timeout?: number | undefined;
}

/**
 * A handle on one operation, in promises: the counterpart of Go's `longrunning.Operation`.
 *
 * It keeps what the last successful poll showed. Once the operation is done, nothing calls the server again.
 * It is not thenable: an async function can return it without waiting for the operation.
 *
 * @example
 * ```ts
 * import { Operation } from 'rxjs-longrunning';
 *
 * const operation = Operation.fromName(client, 'operations/123');
 * const response = await operation.wait({ timeout: 600_000 });
 * console.log(operation.name, operation.done, response);
 * ```
 *
 * @see https://pkg.go.dev/cloud.google.com/go/longrunning#Operation
 */
export class Operation<R = PackedMessage, M = PackedMessage> {
  /**
   * The states that one shared polling shows: all subscribers and waits share it, the last one out stops it, and
   * late ones get the latest state at once; after the end, that is the end, without a call.
   */
  readonly state$: Observable<OperationState<R, M>>;
  readonly #client: OperationsClient;
  readonly #options: OperationOptions<R, M>;
  readonly #settings: PollSettings<R, M>;
  /** The poll that showed the end, for the pollings under way that have not seen it themselves. */
  readonly #end$ = new Subject<Pick<DoneState, 'done' | 'message' | 'poll'>>();
  /** Makes the pollings under way poll at once. */
  readonly #pollNow$ = new Subject<void>();
  #message: OperationMessage;
  /** Whether anybody has answered for the operation. */
  #isAnswered: boolean;

  /**
   * @param operation what the call that started the operation answered, whichever library made it; or the name alone.
   * @throws TypeError when it is not an operation; RangeError when an option is out of its range.
   */
  constructor(client: OperationsClient, operation: string | OperationLike, options: OperationOptions<R, M> = {}) {
    this.#settings = resolvePollOptions(options);
    this.#client = client;
    this.#message = toOperationMessage(operation);
    this.#isAnswered = typeof operation !== 'string';
    this.#options = options;
    this.state$ = this.#poll$(options).pipe(shareStates());
  }

  /** A handle on an operation of which only the name is known. Its state is unknown until the first poll. */
  static fromName<R = PackedMessage, M = PackedMessage>(
    client: OperationsClient,
    name: string,
    options?: OperationOptions<R, M>,
  ): Operation<R, M> {
    return new Operation(client, name, options);
  }

  /** A handle from the JSON of another, to resume in another process; one that was done makes no call. */
  static fromJson<R = PackedMessage, M = PackedMessage>(
    client: OperationsClient,
    json: unknown,
    options?: OperationOptions<R, M>,
  ): Operation<R, M> {
    return new Operation(client, fromOperationJson(json), options);
  }

  /** What the server calls the operation. */
  get name(): string {
    return this.#message.name;
  }

  /** Whether the operation had ended when it was last polled. */
  get done(): boolean {
    return this.#message.done;
  }

  /**
   * The metadata that the last poll showed.
   *
   * @throws NoMetadataError when the server sent none; UnpackError when it is not a `metadataType`.
   */
  metadata(): M {
    const metadata = unpackMetadata(this.#message, this.#options.metadataType);
    if (metadata === undefined) throw new NoMetadataError(this.name);
    return metadata;
  }

  /**
   * Polls once; an operation known to be done is not polled again.
   *
   * @returns the response, or `undefined` while the operation runs.
   * @throws OperationError when the operation failed; RpcError when the poll did, and the handle is as it was;
   *   UnpackError when the response is not a `responseType`; RangeError for a `callTimeout` that is not above 0.
   */
  async poll(options: PromiseOptions = {}): Promise<R | undefined> {
    const { signal } = options;
    const callOptions = this.#callOptions(options);
    signal?.throwIfAborted();
    if (!this.done) {
      const call$ = getOperation$(this.#client, this.#message, callOptions);
      this.#update({ message: await firstValueFrom(call$.pipe(untilAborted(signal))), poll: NO_POLLS });
    }
    const state = this.#state();
    return state.done ? responseOf(state) : undefined;
  }

  /**
   * Waits for the end: polls with delays that grow to `DEFAULT_WAIT_INTERVAL`, or as `schedule` says.
   *
   * All waits share one polling, and none of them ends it for the others. A wait with a `callTimeout` or `headers` is the
   * exception: it polls by itself, as the calls that others share are not made with them.
   *
   * @returns the response.
   * @throws OperationError when the operation failed or was cancelled; PollError when polling cannot go on, after
   *   which another wait polls again; PollTimeoutError; UnpackError; RangeError when a number is out of its range;
   *   `signal.reason`.
   */
  wait(options: WaitOptions = {}): Promise<R> {
    const hasCallOptions = options.callTimeout !== undefined || options.headers !== undefined;
    return this.#endOf(options, hasCallOptions ? this.#optionsFor(options) : undefined);
  }

  /**
   * Waits for the end, with delays that grow exponentially up to an interval, then stay there: a polling of its own,
   * by `exponentialThenFixed({ interval })`. The `schedule` of the handle, with its jitter, has no part in it.
   *
   * @param interval in ms.
   * @returns and throws what `wait` does, and a RangeError when the interval is not above 0.
   * @see https://pkg.go.dev/cloud.google.com/go/longrunning#Operation.WaitWithInterval
   */
  async waitWithInterval(interval: number, options: WaitOptions = {}): Promise<R> {
    const schedule = exponentialThenFixed({ interval });
    return this.#endOf(options, { ...this.#optionsFor(options), schedule });
  }

  /** Asks the server to cancel the operation, which may end all the same: `wait` gives the verdict. */
  async cancel(options: PromiseOptions = {}): Promise<void> {
    const call$ = cancel$(this.#client, this.#message, this.#callOptions(options));
    return firstValueFrom(call$.pipe(untilAborted(options.signal)));
  }

  /** Tells the server that the result is not wanted any more. It does not cancel the operation. */
  async delete(options: PromiseOptions = {}): Promise<void> {
    const call$ = delete$(this.#client, this.#message, this.#callOptions(options));
    return firstValueFrom(call$.pipe(untilAborted(options.signal)));
  }

  /** What `Operation.fromJson` resumes from. */
  toJSON(): OperationMessageJson {
    return toOperationJson(this.#message);
  }

  #poll$(options: OperationOptions<R, M>): Observable<OperationState<R, M>> {
    return defer(() => {
      const { pollNow } = this.#settings;
      const polled$ = pollOperation$<PackedMessage, M>(this.#client, this.#isAnswered ? this.#message : this.name, {
        ...options,
        // The response is unpacked below: when one does not unpack, the operation is done all the same.
        responseType: undefined,
        pollNow: pollNow ? merge(this.#pollNow$, pollNow) : this.#pollNow$,
      });
      return merge(this.#end$, polled$);
    }).pipe(
      map((state) => {
        this.#update(state);
        return state.done ? this.#state(state.poll) : state;
      }),
    );
  }

  /** @param own how to poll for this wait alone; without it, it shares the polling of the others. */
  async #endOf({ signal, timeout }: WaitOptions, own?: OperationOptions<R, M>): Promise<R> {
    const settings = own ? resolvePollOptions(own) : this.#settings;
    if (timeout !== undefined) numberOption('timeout', timeout, NOT_NEGATIVE);
    signal?.throwIfAborted();
    const states$ = own ? this.#poll$(own) : this.state$;
    return firstValueFrom(
      states$.pipe(
        withinTimeout({ timeout, known: this.#state(), pollNow: this.#pollNow$ }, settings),
        filter((state) => state.done),
        map(responseOf),
        untilAborted(signal),
      ),
    );
  }

  /** The options of the handle, with those of one promise in rank before them. */
  #optionsFor({ callTimeout, headers }: PromiseOptions): OperationOptions<R, M> {
    const { callTimeout: usualTimeout, headers: usual } = this.#options;
    return {
      ...this.#options,
      callTimeout: callTimeout ?? usualTimeout,
      // The transports know that the case of a name makes no difference.
      headers: headers ? { ...usual, ...headers } : usual,
    };
  }

  #callOptions(options: PromiseOptions): CallOptions {
    return resolvePollOptions(this.#optionsFor(options)).callOptions;
  }

  #state(poll = NO_POLLS): OperationState<R, M> {
    return this.#isAnswered ? operationState(this.#message, this.#options, poll) : unknownState(this.name, poll);
  }

  /** A failed poll changes nothing. Once done, an answer that was on its way does not un-finish the operation. */
  #update({ message, poll }: Pick<OperationState, 'message' | 'poll'>): void {
    if (this.done || poll.failures > 0) return;
    this.#message = named(message, this.name);
    this.#isAnswered = true;
    if (message.done) this.#end$.next({ done: true, message, poll });
  }
}

const NO_POLLS: PollInfo = { attempt: 0, failures: 0 };
