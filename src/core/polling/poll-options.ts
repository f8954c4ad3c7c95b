import type { Observable, ObservableInput, SchedulerLike } from 'rxjs';
import { asyncScheduler, from } from 'rxjs';
import type { CallOptions } from '../client/operations-client.js';
import { messageOf } from '../model/message-of.js';
import { limitOption, NOT_NEGATIVE, numberOption, POSITIVE } from '../model/number-option.js';
import type { OperationTypes } from '../model/operation-state.js';
import type { PackedMessage } from '../model/packed-message.js';
import { exponentialThenFixed } from './exponential-then-fixed.js';
import type { PollSchedule } from './poll-schedule.js';
import type { Tolerance } from './tolerance.js';
import { tolerateTransient } from './tolerance.js';

/** How to poll, and what the results unpack to. */
export interface PollOptions<R = PackedMessage, M = PackedMessage> extends OperationTypes<R, M> {
  /** The delay after each poll. Defaults to `exponentialThenFixed()`: 1.2 s, then 1.6 times as long up to 60 s. */
  readonly schedule?: PollSchedule<NoInfer<M>> | undefined;
  /** Which failed polls are tolerated. Defaults to `tolerateTransient()`: transient ones, ten in a row. */
  readonly tolerance?: Tolerance | undefined;
  /** Time after which one call fails with `DEADLINE_EXCEEDED`, in ms. Defaults to 10,000. */
  readonly callTimeout?: number | undefined;
  /**
   * Time after which the wait ends with a `PollTimeoutError`, in ms: the last delay is shortened so that one more
   * poll is made at that time, and its answer is waited for, `callTimeout` at most. Defaults to none.
   */
  readonly timeout?: number | undefined;
  /**
   * Whether the server is asked to answer when the operation ends, with WaitOperation, rather than at once: the end is
   * seen within a round trip. Where the server does not have it, or `maxPendingWaits` of the client are under way,
   * polls are GetOperation. Defaults to `false`.
   *
   * - `true`: as few calls as possible. Each is a wait of up to `longPollTimeout`, and so is the first; nothing shows
   *   until it ends.
   * - `'auto'`: as many calls as polling takes, so that progress shows. The first one is a GetOperation; then each
   *   delay of the schedule is spent in a wait.
   *
   * A wait that the server answers before the delay of the schedule has passed does not make the next one come sooner.
   * A wait that fails is followed by a GetOperation at once. If that is answered, later waits of the client are shorter
   * than the one that was cut, as by a proxy, or polls take their place. Waits are tried again after one second, and
   * where they still fail after four, and so on up to five minutes.
   */
  readonly longPoll?: boolean | 'auto' | undefined;
  /** How long the server is asked to wait at most, in ms. Defaults to 55,000: many proxies cut a call at a minute. */
  readonly longPollTimeout?: number | undefined;
  /**
   * No poll begins while the latest value is `true`; a call under way is left to end. When it turns `false`, and when
   * the input completes, a poll is made at once. The `timeout` runs on. An error of the input ends the polling.
   */
  readonly pauseWhile?: ObservableInput<boolean> | undefined;
  /**
   * Each value makes a poll at once, and the schedule goes on from there. Polls do not overlap: one that is under way
   * is followed by another, save that a pending wait of `longPoll` is given up. An error of the input ends the polling.
   */
  readonly pollNow?: ObservableInput<unknown> | undefined;
  /** Headers to send with each call. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Where every delay and every reading of the clock goes through. Defaults to `asyncScheduler`. */
  readonly scheduler?: SchedulerLike | undefined;
}

/** The options with their defaults in place. */
export interface PollSettings<R, M> extends OperationTypes<R, M> {
  readonly schedule: PollSchedule<M>;
  readonly tolerance: Tolerance;
  readonly timeout: number;
  readonly longPoll: boolean | 'auto';
  readonly longPollTimeout: number;
  readonly pauseWhile: Observable<boolean> | undefined;
  readonly pollNow: Observable<unknown> | undefined;
  readonly callOptions: CallOptions & { readonly timeout: number };
  readonly scheduler: SchedulerLike;
}

/**
 * From partial to total, field by field.
 *
 * @throws RangeError when a number is out of its range; TypeError when an input is no ObservableInput.
 */
export function resolvePollOptions<R, M>(options: PollOptions<R, M>): PollSettings<R, M> {
  return {
    responseType: options.responseType,
    metadataType: options.metadataType,
    schedule: options.schedule ?? defaultSchedule,
    tolerance: options.tolerance ?? defaultTolerance,
    timeout: limitOption('timeout', options.timeout, NOT_NEGATIVE),
    longPoll: longPollOf(options.longPoll ?? false),
    longPollTimeout: numberOption('longPollTimeout', options.longPollTimeout ?? 55_000, POSITIVE),
    pauseWhile: input$('pauseWhile', options.pauseWhile),
    pollNow: input$('pollNow', options.pollNow),
    callOptions: {
      timeout: numberOption('callTimeout', options.callTimeout ?? 10_000, POSITIVE),
      headers: options.headers,
    },
    scheduler: options.scheduler ?? asyncScheduler,
  };
}

const defaultSchedule = exponentialThenFixed();
const defaultTolerance = tolerateTransient();

function longPollOf(longPoll: boolean | 'auto'): boolean | 'auto' {
  if (typeof longPoll === 'boolean' || longPoll === 'auto') return longPoll;
  throw new RangeError(`longPoll must be true, false or 'auto'; found ${String(longPoll)}.`);
}

function input$<T>(name: string, input: ObservableInput<T> | undefined): Observable<T> | undefined {
  if (input === undefined) return undefined;
  try {
    return from(input);
  } catch (cause) {
    throw new TypeError(`${name} must be an Observable, or what RxJS makes one of. ${messageOf(cause)}`, { cause });
  }
}
