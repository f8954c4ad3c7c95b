import { isErrorNamed } from './is-error-named.js';
import type { OperationState } from './operation-state.js';
import { hasAnswer } from './operation-state.js';
import { pollsText } from './poll-counts.js';
import type { RpcError } from './rpc-error.js';

/** What a `PollTimeoutError` is made from. */
export interface PollTimeoutErrorInit {
  /** The limit that was reached, in ms. */
  readonly timeout: number;
  /** How long the wait took, in ms. */
  readonly elapsed: number;
  /** What the last poll showed. */
  readonly lastState: OperationState;
}

/**
 * The wait took longer than its `timeout`. The operation itself goes on: poll its name again to resume,
 * and cancel it only if its result is not wanted any more.
 */
export class PollTimeoutError extends Error {
  override readonly name = 'PollTimeoutError';
  readonly operationName: string;
  /** The limit that was reached, in ms. */
  readonly timeout: number;
  /** How long the wait took, in ms. */
  readonly elapsed: number;
  /** How many polls were made. */
  readonly attempts: number;
  /** What the last poll showed. */
  readonly lastState: OperationState;
  /** Why the last poll failed, if it did. */
  readonly lastError: RpcError | undefined;

  constructor({ timeout, elapsed, lastState }: PollTimeoutErrorInit) {
    const { attempt, lastError } = lastState.poll;
    super(
      `Operation "${lastState.name}" ${hasAnswer(lastState) ? 'was still running' : 'gave no answer'} ` +
        `after ${elapsed} ms and ${pollsText(attempt)} (timeout ${timeout} ms)` +
        (lastError ? `; the last poll failed: ${lastError.message}. ` : '. ') +
        'The operation itself goes on: poll its name again to resume.',
    );
    this.operationName = lastState.name;
    this.timeout = timeout;
    this.elapsed = elapsed;
    this.attempts = attempt;
    this.lastState = lastState;
    this.lastError = lastError;
  }
}

/** Whether something is a `PollTimeoutError`, also one of another copy of this package. */
export function isPollTimeoutError(error: unknown): error is PollTimeoutError {
  return isErrorNamed(error, 'PollTimeoutError', 'operationName', 'elapsed');
}
