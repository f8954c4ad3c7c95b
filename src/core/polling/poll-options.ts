import type { SchedulerLike } from 'rxjs';
import { asyncScheduler } from 'rxjs';
import type { CallOptions } from '../client/operations-client.js';
import { NOT_NEGATIVE, numberOption, POSITIVE } from '../model/number-option.js';
import type { OperationTypes } from '../model/operation-state.js';
import type { PackedMessage } from '../model/packed-message.js';
import { exponentialThenFixed } from './exponential-then-fixed.js';
import type { PollSchedule } from './poll-schedule.js';
import type { Tolerance } from './tolerance.js';
import { tolerateTransient } from './tolerance.js';

/** How to poll, and what the results unpack to. */
export interface PollOptions<R = PackedMessage, M = PackedMessage> extends OperationTypes<R, M> {
  /** The delay after each poll. Defaults to `exponentialThenFixed()`: 1 s, doubled up to 60 s. */
  readonly schedule?: PollSchedule | undefined;
  /** Which failed polls are tolerated. Defaults to `tolerateTransient()`: transient ones, ten in a row. */
  readonly tolerance?: Tolerance | undefined;
  /** Time after which one call fails with `DEADLINE_EXCEEDED`, in ms. Defaults to 10,000. */
  readonly callTimeout?: number | undefined;
  /**
   * Time after which the wait ends with a `PollTimeoutError`, in ms: the last delay is shortened so that one more
   * poll is made at that time, and its answer is waited for, `callTimeout` at most. Defaults to none.
   */
  readonly timeout?: number | undefined;
  /** Headers to send with each call. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Where every delay and every reading of the clock goes through. Defaults to `asyncScheduler`. */
  readonly scheduler?: SchedulerLike | undefined;
}

/** The options with their defaults in place. */
export interface PollSettings<R, M> extends OperationTypes<R, M> {
  readonly schedule: PollSchedule;
  readonly tolerance: Tolerance;
  readonly timeout: number;
  readonly callOptions: CallOptions & { readonly timeout: number };
  readonly scheduler: SchedulerLike;
}

/**
 * From partial to total, field by field.
 *
 * @throws RangeError when a number is out of its range.
 */
export function resolvePollOptions<R, M>(options: PollOptions<R, M>): PollSettings<R, M> {
  return {
    responseType: options.responseType,
    metadataType: options.metadataType,
    schedule: options.schedule ?? defaultSchedule,
    tolerance: options.tolerance ?? defaultTolerance,
    timeout: options.timeout === undefined ? Infinity : numberOption('timeout', options.timeout, NOT_NEGATIVE),
    callOptions: {
      timeout: numberOption('callTimeout', options.callTimeout ?? 10_000, POSITIVE),
      headers: options.headers,
    },
    scheduler: options.scheduler ?? asyncScheduler,
  };
}

const defaultSchedule = exponentialThenFixed();
const defaultTolerance = tolerateTransient();
