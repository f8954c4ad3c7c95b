import type { SchedulerLike } from 'rxjs';
import { asyncScheduler } from 'rxjs';
import { COUNT, NOT_NEGATIVE, numberOption, ONE_OR_MORE } from '../core/model/number-option.js';

/** The bounds of the store. */
export interface InMemoryOperationsOptions {
  /**
   * How many operations are kept, ended or not. Where there are as many, starting one more forgets the one that ended
   * first, and fails with `RESOURCE_EXHAUSTED` if none has ended. Defaults to 10,000.
   */
  readonly maxOperations?: number | undefined;
  /** How many operations work at once; the others wait their turn, in the order of starting. Defaults to 100. */
  readonly maxRunning?: number | undefined;
  /** How many operations wait their turn; starting one more fails with `RESOURCE_EXHAUSTED`. Defaults to 1,000. */
  readonly maxQueued?: number | undefined;
  /**
   * How many bytes one operation has at most, in its metadata and its response together; work that tells more ends with
   * `RESOURCE_EXHAUSTED`. Most clients read no answer above 4 MiB. Defaults to 4,000,000.
   */
  readonly maxOperationBytes?: number | undefined;
  /**
   * How many bytes all operations have at most. Where it would be more, those that ended first are forgotten; work that
   * tells more when none has ended ends with `RESOURCE_EXHAUSTED`. Defaults to 1,073,741,824: 1 GiB.
   */
  readonly maxBytes?: number | undefined;
  /** How long an operation that has ended can still be asked for, in ms. Defaults to 3,600,000: an hour. */
  readonly retention?: number | undefined;
  /** In which order operations are listed: as they were started, or the other way round. Defaults to `oldest-first`. */
  readonly listOrder?: ListOrder | undefined;
  /**
   * Is told of errors of work, and of its teardown, whose words clients do not get: all but an `RpcError` and an
   * `OperationError`. Defaults to `console.error`.
   */
  readonly onWorkError?: ((error: unknown, name: string) => void) | undefined;
  /** The clock, and the timer of waits. Defaults to `asyncScheduler`. */
  readonly scheduler?: SchedulerLike | undefined;
}

/** In which order a store lists its operations. */
export type ListOrder = 'oldest-first' | 'newest-first';

/** The options with their defaults in place. */
export type StoreSettings = {
  readonly [Option in keyof InMemoryOperationsOptions]-?: NonNullable<InMemoryOperationsOptions[Option]>;
};

/**
 * From partial to total, field by field.
 *
 * @throws RangeError when a number is out of its range; TypeError when there is no such order.
 */
export function resolveStoreOptions(options: InMemoryOperationsOptions): StoreSettings {
  return {
    maxOperations: numberOption('maxOperations', options.maxOperations ?? 10_000, COUNT),
    maxRunning: numberOption('maxRunning', options.maxRunning ?? 100, ONE_OR_MORE),
    maxQueued: numberOption('maxQueued', options.maxQueued ?? 1_000, COUNT),
    maxOperationBytes: numberOption('maxOperationBytes', options.maxOperationBytes ?? 4_000_000, COUNT),
    maxBytes: numberOption('maxBytes', options.maxBytes ?? 1_073_741_824, COUNT),
    retention: numberOption('retention', options.retention ?? 3_600_000, NOT_NEGATIVE),
    listOrder: checkOrder(options.listOrder ?? 'oldest-first'),
    onWorkError: options.onWorkError ?? ((error, name) => console.error(`The work of ${name} failed:`, error)),
    scheduler: options.scheduler ?? asyncScheduler,
  };
}

const ORDERS: readonly ListOrder[] = ['oldest-first', 'newest-first'];

function checkOrder(order: ListOrder): ListOrder {
  if (ORDERS.includes(order)) return order;
  throw new TypeError(`listOrder must be "oldest-first" or "newest-first"; found ${order}.`);
}
