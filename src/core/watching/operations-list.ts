import type { LostState } from '../model/lost-state.js';
import type { OperationState, PollInfo } from '../model/operation-state.js';
import type { PackedMessage } from '../model/packed-message.js';

/**
 * One operation of a list; `lost` where its response does not unpack, which spoils its own row alone.
 *
 * `poll` is the one that showed the row as it is: a row that stays as it was is the same object.
 */
export type OperationRow<R = PackedMessage, M = PackedMessage> = OperationState<R, M> | LostState<M>;

/** What a collection holds, and what has changed since this list was emitted last. */
export interface OperationsList<R = PackedMessage, M = PackedMessage> {
  /** By name, in the order of the server. They stay while the server is away. */
  readonly rows: ReadonlyMap<string, OperationRow<R, M>>;
  /** The names of rows that were not there before. */
  readonly added: readonly string[];
  /** The names of rows that show something new, and go on. */
  readonly changed: readonly string[];
  /** The names of rows whose operations have ended. */
  readonly ended: readonly string[];
  /** The names of rows that are not there any more: a whole sweep was without them. */
  readonly removed: readonly string[];
  /** Whether the collection has more than `maxRows`, which are not shown. */
  readonly hasMore: boolean;
  /** When a sweep was last whole, on the clock of the scheduler: by default as `Date.now()` has it. Absent before. */
  readonly lastSeen?: number;
  /** How the polling goes: its sweeps, the last failure, and the time until the next sweep. */
  readonly poll: PollInfo;
}
