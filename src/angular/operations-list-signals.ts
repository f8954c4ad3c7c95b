import type { Injector, Signal } from '@angular/core';
import type { PackedMessage } from '../core/model/packed-message.js';
import type { OperationRow, OperationsList } from '../core/watching/operations-list.js';
import type { WatchOptions } from '../core/watching/watch-options.js';

/** Which collection to list, how often, what its rows unpack to, and where to inject from. */
export interface InjectOperationsListOptions<R = PackedMessage, M = PackedMessage> extends Omit<
  WatchOptions<R, M>,
  'collectionOf'
> {
  /** Where to inject from, and with what to end. Defaults to the current injection context. */
  readonly injector?: Injector | undefined;
}

/** A live collection of operations as signals. */
export interface OperationsListSignals<R = PackedMessage, M = PackedMessage> {
  /** The latest list, with what has changed since the one before; `undefined` before the first. */
  readonly list: Signal<OperationsList<R, M> | undefined>;
  /** The rows, in the order of the server. They stay while the server is away, and when the polling has ended. */
  readonly rows: Signal<readonly OperationRow<R, M>[]>;
  /**
   * `pending` before the first list, `live` while sweeps are answered, `failing` after a failure that is tolerated, and
   * `lost` when an error has ended the polling.
   */
  readonly status: Signal<'pending' | 'live' | 'failing' | 'lost'>;
  /** The failure that is tolerated, until a sweep is whole again, or the error that ended the polling. */
  readonly error: Signal<Error | undefined>;
  /** When a sweep was last whole, in ms on the clock of the scheduler: by default as `Date.now()` has it. */
  readonly lastSeen: Signal<number | undefined>;
  /** When the next sweep is to begin, in ms on the same clock; `undefined` if none is to come, or one is under way. */
  readonly nextPoll: Signal<number | undefined>;
  /** Polls at once; after an error that ended the polling, it begins anew. What comes of it shows in the signals. */
  refresh(): void;
}
