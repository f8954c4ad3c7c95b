import type { OperationMessage } from '../model/operation-message.js';
import { COUNT, numberOption, ONE_OR_MORE, POSITIVE } from '../model/number-option.js';
import type { OperationTypes } from '../model/operation-state.js';
import type { PackedMessage } from '../model/packed-message.js';
import type { PollOptions, PollSettings } from '../polling/poll-options.js';
import { resolvePollOptions } from '../polling/poll-options.js';

/** What to watch, and how often. */
export interface WatchOptions<R = PackedMessage, M = PackedMessage> extends Pick<
  PollOptions,
  'tolerance' | 'callTimeout' | 'headers' | 'pauseWhile' | 'pollNow' | 'scheduler'
> {
  /** The collection that `list$` shows, such as `projects/p/locations/l/operations`. Defaults to `operations`. */
  readonly collection?: string | undefined;
  /**
   * The collection whose List has an operation; `undefined` if none has, so that it is asked for by Get alone. Defaults
   * to `collection` for names that begin with it, and to what is before the last slash for others.
   */
  readonly collectionOf?: ((name: string) => string | undefined) | undefined;
  /** Which operations of `collection` are listed, in the server's own filter language. Defaults to all. */
  readonly filter?: string | undefined;
  /** Time between the beginnings of two rounds of polls, in ms. Defaults to 10,000. */
  readonly every?: number | undefined;
  /** How many operations a page is asked to have at most. Defaults to 1,000. */
  readonly pageSize?: number | undefined;
  /** How many calls may begin in a second. Rounds take longer where there are more to make. Defaults to 20. */
  readonly maxCallsPerSecond?: number | undefined;
  /** How many rows `list$` has at most: those that the server lists first. Defaults to 100,000. */
  readonly maxRows?: number | undefined;
  /** What the rows of `list$` unpack to, by their messages. Defaults to none: they stay packed. */
  readonly typesOf?: ((message: OperationMessage) => OperationTypes<R, M>) | undefined;
}

/** The options with their defaults in place. */
export interface WatchSettings<R, M> {
  readonly poll: PollSettings<unknown, unknown>;
  readonly collection: string;
  readonly collectionOf: (name: string) => string | undefined;
  readonly filter: string | undefined;
  readonly every: number;
  readonly pageSize: number;
  readonly maxCallsPerSecond: number;
  readonly maxRows: number;
  readonly typesOf: (message: OperationMessage) => OperationTypes<R, M>;
}

/**
 * From partial to total, field by field.
 *
 * @throws RangeError when a number is out of its range; TypeError when `collection` is not a string, or an input no
 *   ObservableInput.
 */
export function resolveWatchOptions<R, M>(options: WatchOptions<R, M>): WatchSettings<R, M> {
  const { tolerance, callTimeout, headers, pauseWhile, pollNow, scheduler } = options;
  const { collection = 'operations' } = options;
  if (typeof collection !== 'string') {
    throw new TypeError(`collection must be a string such as "operations"; found ${String(collection)}.`);
  }
  return {
    poll: resolvePollOptions<unknown, unknown>({ tolerance, callTimeout, headers, pauseWhile, pollNow, scheduler }),
    collection,
    collectionOf:
      options.collectionOf ?? ((name) => (name.startsWith(`${collection}/`) ? collection : beforeLastSlash(name))),
    filter: options.filter,
    every: numberOption('every', options.every ?? 10_000, POSITIVE),
    pageSize: numberOption('pageSize', options.pageSize ?? 1_000, ONE_OR_MORE),
    maxCallsPerSecond: numberOption('maxCallsPerSecond', options.maxCallsPerSecond ?? 20, POSITIVE),
    maxRows: numberOption('maxRows', options.maxRows ?? 100_000, COUNT),
    typesOf: options.typesOf ?? (() => NO_TYPES),
  };
}

const NO_TYPES: OperationTypes<never, never> = {};

function beforeLastSlash(name: string): string | undefined {
  const end = name.lastIndexOf('/');
  return end > 0 ? name.slice(0, end) : undefined;
}
