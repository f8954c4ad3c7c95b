import { AT_LEAST_ONE, numberOption, POSITIVE } from '../model/number-option.js';
import type { Jitter } from './jitter.js';
import { jittered } from './jitter.js';

/**
 * The longest delay between two polls where nobody chooses one, in ms: 60,000.
 *
 * @example
 * ```ts
 * import { DEFAULT_WAIT_INTERVAL, Operation } from 'rxjs-longrunning';
 *
 * const operation = Operation.fromName(client, 'operations/123');
 * const response = await operation.waitWithInterval(DEFAULT_WAIT_INTERVAL / 2);
 * console.log(response);
 * ```
 *
 * @see https://pkg.go.dev/cloud.google.com/go/longrunning#DefaultWaitInterval
 */
export const DEFAULT_WAIT_INTERVAL = 60_000;
import type { PollSchedule } from './poll-schedule.js';

/** The first default delay before jitter, in ms. */
export const DEFAULT_INITIAL_DELAY = 1_200;
/** By how much default delays grow. */
export const DEFAULT_MULTIPLIER = 1.6;

/** How `exponentialThenFixed` grows. */
export interface ExponentialThenFixedOptions {
  /** The delay after the first poll, in ms. Defaults to 1,200. */
  readonly initialDelay?: number | undefined;
  /** By how much each delay is longer than the one before. Defaults to 1.6. */
  readonly multiplier?: number | undefined;
  /** The delay that is never exceeded, in ms; one below `initialDelay` is raised to it. Defaults to `DEFAULT_WAIT_INTERVAL`: 60,000. */
  readonly interval?: number | undefined;
  /** How much chance there is in each delay. Defaults to `'equal'`. */
  readonly jitter?: Jitter | undefined;
  /** Gives numbers from 0 up to, not including, 1. Defaults to `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/**
 * The default schedule: the delays grow exponentially, then stay at `interval`.
 *
 * Both parts are jittered, as operations that were started together would else be polled in step for ever.
 * The numbers are chosen for operations of 0.2 to 10 s: fewer calls than Go's schedule makes, and a shorter time until
 * the end is seen at the 95th percentile, from 3 s on less than half of Go's.
 *
 * @throws RangeError when a number is out of its range, or for an unknown jitter.
 *
 * @example
 * ```ts
 * import { exponentialThenFixed, pollOperation$ } from 'rxjs-longrunning';
 *
 * const schedule = exponentialThenFixed({ initialDelay: 500, interval: 10_000 });
 * pollOperation$(client, 'operations/123', { schedule }).subscribe(({ status }) => console.log(status));
 * ```
 *
 * @see https://pkg.go.dev/cloud.google.com/go/longrunning#Operation.WaitWithInterval
 */
export function exponentialThenFixed(options: ExponentialThenFixedOptions = {}): PollSchedule {
  const initialDelay = numberOption('initialDelay', options.initialDelay ?? DEFAULT_INITIAL_DELAY, POSITIVE);
  const multiplier = numberOption('multiplier', options.multiplier ?? DEFAULT_MULTIPLIER, AT_LEAST_ONE);
  const interval = Math.max(
    initialDelay,
    numberOption('interval', options.interval ?? DEFAULT_WAIT_INTERVAL, POSITIVE),
  );
  const jitter = jittered(options.jitter ?? 'equal', options.random ?? Math.random);
  return (attempt) => jitter(Math.min(interval, initialDelay * multiplier ** (attempt - 1)));
}
