import type { CallOptions } from '../client/operations-client.js';
import type { OperationMessage } from '../model/operation-message.js';
import { operationMessageOf } from '../model/operation-message-of.js';
import { named } from '../model/operation-message.js';
import type { OperationState, PollInfo, OngoingState } from '../model/operation-state.js';
import { operationState } from '../model/operation-state.js';
import { PollError } from '../model/poll-error.js';
import { PollTimeoutError } from '../model/poll-timeout-error.js';
import type { RpcError } from '../model/rpc-error.js';
import { isRpcError } from '../model/rpc-error.js';
import type { PollSettings } from './poll-options.js';
import type { PollSchedule } from './poll-schedule.js';
import type { Stopwatch } from './stopwatch.js';
import { verdictReason } from './tolerance.js';

/** The polling of one subscription. */
export interface PollRun<R, M> {
  readonly settings: PollSettings<R, M>;
  /** Runs since the polling began. */
  readonly stopwatch: Stopwatch;
  /** When the first of the failures in a row was, on the stopwatch. */
  failingFrom?: number;
}

/** How long the wait may still take, in ms: 0 or less when its time is up. */
export function timeLeft<R, M>({ settings: { timeout }, stopwatch }: PollRun<R, M>): number {
  return timeout === Infinity ? Infinity : timeout - stopwatch.read();
}

/** The end of a wait whose time is up. */
export function timedOut<R, M>({ settings, stopwatch }: PollRun<R, M>, lastState: OngoingState<M>): PollTimeoutError {
  return new PollTimeoutError({ timeout: settings.timeout, elapsed: stopwatch.read(), lastState });
}

/**
 * The state after a poll that was answered.
 *
 * @param schedule gives the delay that follows. Defaults to the one of the settings.
 * @throws UnpackError when the response does not unpack; PollError when the answer is not an operation; PollTimeoutError
 *   when the time is up.
 */
export function afterAnswer<R, M>(
  run: PollRun<R, M>,
  last: OngoingState<M>,
  answer: OperationMessage,
  schedule?: PollSchedule<M>,
): OperationState<R, M> {
  const message = readAnswer(last, answer);
  const attempt = last.poll.attempt + 1;
  const { retryDelay } = message;
  const poll = retryDelay === undefined ? { attempt, failures: 0 } : { attempt, failures: 0, retryDelay };
  // The name follows the response: some servers rename an operation.
  const state = operationState(named(message, last.name), run.settings, poll);
  return state.done ? state : withNextDelay(run, state, poll, schedule);
}

function readAnswer(last: OngoingState, answer: OperationMessage): OperationMessage {
  try {
    return operationMessageOf(answer);
  } catch (error) {
    throw cannotGoOn(last, error, 'the answer is not an operation');
  }
}

/**
 * The state after a poll that failed and is tolerated: the last one, with the failure in `poll`.
 *
 * @param schedule gives the delay that follows. Defaults to the one of the settings.
 * @throws PollError when it is not tolerated; PollTimeoutError when the time is up.
 */
export function afterFailure<R, M>(
  run: PollRun<R, M>,
  last: OngoingState<M>,
  error: unknown,
  schedule?: PollSchedule<M>,
): OngoingState<M> {
  const reason = whyNotTolerated(run, last, error);
  if (reason !== undefined) throw cannotGoOn(last, error, reason);
  const { attempt, failures, failingSince = run.settings.scheduler.now() } = last.poll;
  const poll = {
    attempt: attempt + 1,
    failures: failures + 1,
    lastError: error as RpcError,
    failingSince,
  };
  return withNextDelay(run, { ...last, poll }, poll, schedule);
}

/** Why a failure ends the polling, in words; `undefined` when it does not. */
export function whyNotTolerated<R, M>(
  run: PollRun<R, M>,
  { poll }: OngoingState<M>,
  error: unknown,
): string | undefined {
  if (!isRpcError(error)) return 'it is not an RpcError';
  const attempt = poll.attempt + 1;
  const failures = poll.failures + 1;
  const elapsed = run.stopwatch.read();
  if (failures === 1) run.failingFrom = elapsed;
  const failingFor = elapsed - (run.failingFrom ?? elapsed);
  const verdict = run.settings.tolerance({ error, failures, attempt, elapsed, failingFor });
  return verdict.kind === 'continue' ? undefined : verdictReason(verdict, error);
}

function cannotGoOn(lastState: OngoingState, cause: unknown, reason: string): PollError {
  const { name, poll } = lastState;
  return new PollError({ operationName: name, attempts: poll.attempt + 1, reason, cause, lastState });
}

/** The failure of a call that gave no answer, where every call has one. */
export const noAnswer = (): Error => new Error('the client completed without an answer');

/** The options of the next call: it never goes past the end of the wait, save for the poll that is made right then. */
export function nextCallOptions<R, M>(run: PollRun<R, M>): CallOptions {
  const { callOptions } = run.settings;
  const left = timeLeft(run);
  return left > 0 && left < callOptions.timeout ? { ...callOptions, timeout: left } : callOptions;
}

/**
 * What a schedule says, in ms.
 *
 * @throws RangeError when that is no delay.
 */
export function scheduledDelay<M>(schedule: PollSchedule<M>, attempt: number, state: OngoingState<M>): number {
  const delay = schedule(attempt, state);
  if (delay >= 0) return delay;
  throw new RangeError(
    `The schedule gave ${delay} as the delay after poll ${attempt} of operation "${state.name}"; ` +
      'expected milliseconds, 0 or more.',
  );
}

/** Sets the delay in the poll info of a state that nobody has seen yet: a copy for each poll would be noticed. */
function withNextDelay<R, M>(
  run: PollRun<R, M>,
  state: OngoingState<M>,
  poll: { -readonly [K in keyof PollInfo]: PollInfo[K] },
  schedule = run.settings.schedule,
): OngoingState<M> {
  const scheduled = scheduledDelay(schedule, poll.attempt, state);
  const left = timeLeft(run);
  if (left <= 0) throw timedOut(run, state);
  poll.nextDelay = Math.min(left, Math.max(scheduled, poll.lastError?.retryDelay ?? 0, poll.retryDelay ?? 0));
  return state;
}
