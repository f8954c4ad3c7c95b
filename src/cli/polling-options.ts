import { exponentialThenFixed } from '../core/polling/exponential-then-fixed.js';
import type { PollOptions } from '../core/polling/poll-options.js';
import { tolerateTransient } from '../core/polling/tolerance.js';

/** How a command polls; times are in ms. */
export interface PollingOptions {
  readonly interval: number;
  readonly timeout?: number;
  readonly callTimeout: number;
  readonly maxFailures: number;
  /** Spend the delays between polls in long polls. */
  readonly longPoll?: boolean;
}

/**
 * The options of the polling: it begins with short delays, so that a short operation is seen to end soon, and reaches
 * the interval after some polls.
 *
 * @param initialDelay in ms; an interval below it is kept from the start.
 */
export function pollOptions(
  { interval, timeout, callTimeout, maxFailures, longPoll = false }: PollingOptions,
  initialDelay: number,
): PollOptions {
  const schedule = exponentialThenFixed({ initialDelay: Math.min(initialDelay, interval), interval });
  const tolerance = tolerateTransient({ maxFailures });
  // A long poll that lasts to the end would show no progress; 'auto' answers after each delay.
  return { schedule, timeout, callTimeout, tolerance, longPoll: longPoll && 'auto' };
}
