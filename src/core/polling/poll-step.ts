import type { CallOptions } from '../client/operations-client.js';
import type { OperationMessage } from '../model/operation-message.js';
import { named } from '../model/operation-message.js';
import type { OperationState, PollInfo, RunningState } from '../model/operation-state.js';
import { operationState } from '../model/operation-state.js';
import { PollError } from '../model/poll-error.js';
import { PollTimeoutError } from '../model/poll-timeout-error.js';
import { isRpcError } from '../model/rpc-error.js';
import type { PollSettings } from './poll-options.js';
import type { PollSchedule } from './poll-schedule.js';
import { verdictReason } from './tolerance.js';

/** One subscription's polling: the settings, and when it began on the scheduler's clock. */
export interface PollRun<R, M> {
  readonly settings: PollSettings<R, M>;
  readonly startedAt: number;
}

/** How long the wait may still take, in ms: 0 or less when its time is up. */
export function timeLeft<R, M>({ settings: { timeout, scheduler }, startedAt }: PollRun<R, M>): number {
  return timeout === Infinity ? Infinity : timeout - (scheduler.now() - startedAt);
}

/** The end of a wait whose time is up. */
export function timedOut<R, M>({ settings, startedAt }: PollRun<R, M>, lastState: RunningState<M>): PollTimeoutError {
  return new PollTimeoutError({
    timeout: settings.timeout,
    elapsed: settings.scheduler.now() - startedAt,
    lastState,
  });
}

/**
 * The state after a poll that was answered.
 *
 * @throws UnpackError when the response does not unpack; PollTimeoutError when the time is up.
 */
export function afterAnswer<R, M>(
  run: PollRun<R, M>,
  last: RunningState<M>,
  message: OperationMessage,
): OperationState<R, M> {
  const poll = { attempt: last.poll.attempt + 1, failures: 0 };
  // The name follows the response: some servers rename an operation.
  const state = operationState(named(message, last.name), run.settings, poll);
  return state.done ? state : withNextDelay(run, state, poll);
}

/**
 * The state after a poll that failed and is tolerated: the last one, with the failure in `poll`.
 *
 * @throws PollError when it is not tolerated; PollTimeoutError when the time is up.
 */
export function afterFailure<R, M>(run: PollRun<R, M>, last: RunningState<M>, error: unknown): RunningState<M> {
  const attempt = last.poll.attempt + 1;
  const failures = last.poll.failures + 1;
  const end = (reason: string): PollError =>
    new PollError({ operationName: last.name, attempts: attempt, reason, cause: error });
  if (!isRpcError(error)) throw end('it is not an RpcError');
  const now = run.settings.scheduler.now();
  const failingSince = last.poll.failingSince ?? now;
  const verdict = run.settings.tolerance({
    error,
    failures,
    attempt,
    elapsed: now - run.startedAt,
    failingFor: now - failingSince,
  });
  if (verdict.kind !== 'continue') throw end(verdictReason(verdict, error));
  const poll = { attempt, failures, lastError: error, failingSince };
  return withNextDelay(run, { ...last, poll }, poll);
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
export function scheduledDelay<M>(schedule: PollSchedule<M>, attempt: number, state: RunningState<M>): number {
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
  state: RunningState<M>,
  poll: { -readonly [K in keyof PollInfo]: PollInfo[K] },
): RunningState<M> {
  const scheduled = scheduledDelay(run.settings.schedule, poll.attempt, state);
  const left = timeLeft(run);
  if (left <= 0) throw timedOut(run, state);
  poll.nextDelay = Math.min(left, Math.max(scheduled, poll.lastError?.retryDelay ?? 0));
  return state;
}
