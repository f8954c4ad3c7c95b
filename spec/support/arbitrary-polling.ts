import type { Arbitrary } from 'fast-check';
import fc from 'fast-check';
import { LONGEST_PLATFORM_DELAY } from './platform-like-scheduler.js';

/** What a scripted server answers to one call; times are in ms. */
export interface ScriptedAnswer {
  readonly kind: (typeof ONGOING)[number] | (typeof ENDING)[number];
  /** 0 is an answer within the call. */
  readonly latency: number;
  /** How long a WaitOperation waits, if it is asked to wait that long. */
  readonly waits: number;
  /** In the details of `unavailable`. */
  readonly retryDelay: number | undefined;
}

/** One wait, as told before it begins; times are in ms. */
export interface PollingScript {
  /** One a call, first come, first served; the last one ends the wait, and is given again from then on. */
  readonly answers: readonly ScriptedAnswer[];
  /** What the schedule says after each poll, over and over. */
  readonly delays: readonly number[];
  readonly longPoll: boolean | 'auto';
  readonly maxPendingWaits: number | undefined;
  readonly timeout: number | undefined;
  readonly callTimeout: number;
  /** The values of `pauseWhile`, each so long after the one before. */
  readonly pauses: readonly { readonly after: number; readonly paused: boolean }[];
  readonly pausesComplete: boolean;
  /** The times between the values of `pollNow`. */
  readonly pokes: readonly number[];
  /** When it is unsubscribed from, if early: after a time, or with the state of that number. */
  readonly leave: { readonly after: number } | { readonly withState: number } | undefined;
}

/** Leave the operation running: `unimplemented` is so for a WaitOperation, and runs for a GetOperation. */
const ONGOING = ['running', 'progressing', 'renamed', 'unavailable', 'unimplemented'] as const;
/** End the wait: the first three are answers, the others failures. */
const ENDING = ['succeeded', 'failed', 'cancelled', 'denied', 'noRpcError', 'throws', 'empty'] as const;

// On a grid most of the time, since what happens at the same time is what goes wrong.
const ms = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 6 }).map((n) => n * 500) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 100_000 }) },
);
const delay = fc.oneof(
  { weight: 12, arbitrary: ms },
  { weight: 1, arbitrary: fc.constantFrom(LONGEST_PLATFORM_DELAY, LONGEST_PLATFORM_DELAY + 1, 2 ** 33) },
);
function answer(kind: Arbitrary<ScriptedAnswer['kind']>): Arbitrary<ScriptedAnswer> {
  const latency = fc.oneof(fc.constant(0), ms);
  return fc.record({ kind, latency, waits: ms, retryDelay: fc.option(delay, { nil: undefined }) });
}

const answers = fc
  .tuple(
    fc.oneof(
      { weight: 6, arbitrary: fc.array(answer(fc.constantFrom(...ONGOING)), { maxLength: 12 }) },
      // More failures in a row than are tolerated.
      { weight: 1, arbitrary: fc.array(answer(fc.constant('unavailable')), { minLength: 9, maxLength: 12 }) },
    ),
    answer(fc.constantFrom(...ENDING)),
  )
  .map(([ongoing, ending]) => [...ongoing, ending]);

/** Any wait. */
export function arbitraryPolling(longPoll: PollingScript['longPoll']): Arbitrary<PollingScript> {
  return fc.record({
    answers,
    delays: fc.array(delay, { minLength: 1, maxLength: 5 }),
    longPoll: fc.constant(longPoll),
    maxPendingWaits: fc.constantFrom(undefined, 1, 0),
    timeout: fc.option(delay, { nil: undefined, freq: 2 }),
    callTimeout: fc.constantFrom(500, 2_000, 10_000),
    pauses: fc.array(fc.record({ after: ms, paused: fc.boolean() }), { maxLength: 5 }),
    pausesComplete: fc.boolean(),
    pokes: fc.array(ms, { maxLength: 5 }),
    leave: fc.option(fc.oneof(fc.record({ after: ms }), fc.record({ withState: fc.integer({ min: 1, max: 6 }) })), {
      nil: undefined,
      freq: 2,
    }),
  });
}
