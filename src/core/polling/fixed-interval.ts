import { numberOption, POSITIVE } from '../model/number-option.js';
import type { Jitter } from './jitter.js';
import { jittered } from './jitter.js';
import type { PollSchedule } from './poll-schedule.js';

/** How the delays of `fixedInterval` differ. */
export interface FixedIntervalOptions {
  /** How much chance there is in each delay. Defaults to `'none'`. */
  readonly jitter?: Jitter | undefined;
  /** Gives numbers from 0 up to, not including, 1. Defaults to `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/**
 * A schedule with the same delay after each poll.
 *
 * Operations that are started together are polled in step, unless there is some jitter.
 *
 * @param interval in ms.
 * @throws RangeError when the interval is not above 0, or for an unknown jitter.
 *
 * @example
 * ```ts
 * import { fixedInterval, pollOperation$ } from 'rxjs-longrunning';
 *
 * const schedule = fixedInterval(5_000, { jitter: 'equal' });
 * pollOperation$(client, 'operations/123', { schedule }).subscribe(({ status }) => console.log(status));
 * ```
 */
export function fixedInterval(interval: number, options: FixedIntervalOptions = {}): PollSchedule {
  const delay = numberOption('interval', interval, POSITIVE);
  const jitter = jittered(options.jitter ?? 'none', options.random ?? Math.random);
  return () => jitter(delay);
}
