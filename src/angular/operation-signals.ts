import type { Injector, Signal } from '@angular/core';
import type { LostState } from '../core/model/lost-state.js';
import type { OperationState, PollInfo } from '../core/model/operation-state.js';
import type { PackedMessage } from '../core/model/packed-message.js';
import type { PollOptions } from '../core/polling/poll-options.js';

/** How to poll, what the results unpack to, and where to inject from. */
export interface InjectOperationOptions<R = PackedMessage, M = PackedMessage> extends PollOptions<R, M> {
  /** Where to inject from, and with what to end. Defaults to the current injection context. */
  readonly injector?: Injector | undefined;
}

/** An operation as signals. All are `undefined` while there is no operation, and until its first state. */
export interface OperationSignals<R = PackedMessage, M = PackedMessage> {
  /**
   * The latest state. When polling ends with an error, that is a `LostState`, with what was known before, until
   * `refresh` has brought another. The other signals are parts of it.
   */
  readonly state: Signal<OperationState<R, M> | LostState<M> | undefined>;
  /** Of the latest state; `lost` when polling has ended with an error, and the operation may go on. */
  readonly status: Signal<OperationState['status'] | 'lost' | undefined>;
  readonly metadata: Signal<M | undefined>;
  /** The response of an operation that succeeded. */
  readonly response: Signal<R | undefined>;
  /** The `OperationError` of one that failed or was cancelled, or the error that ended the polling. */
  readonly error: Signal<Error | undefined>;
  /** How the polling goes: failures that are tolerated, and the time until the next poll, if there is to be one. */
  readonly poll: Signal<PollInfo | undefined>;
  /** Why the latest `cancel` failed, until the next one. */
  readonly cancelError: Signal<Error | undefined>;
  /** Why the latest `delete` failed, until the next one. */
  readonly deleteError: Signal<Error | undefined>;
  /**
   * Asks the server to cancel the operation, and polls it once the server has taken the request. It may still succeed.
   *
   * Rejects with an `RpcError`, and with a `TypeError` when there is no operation. It shows in `cancelError`, too: a
   * template may leave the promise alone, and that is no unhandled rejection.
   */
  cancel(): Promise<void>;
  /** Tells the server that the result is not wanted any more, and stops polling. Rejects as `cancel` does. */
  delete(): Promise<void>;
  /** Polls at once; after an error that ended the polling, it begins anew. What comes of it shows in the signals. */
  refresh(): void;
}
