import { isErrorNamed } from './is-error-named.js';
import { messageOf } from './message-of.js';
import type { OperationState } from './operation-state.js';
import { pollsText } from './poll-counts.js';
import { isRpcError } from './rpc-error.js';
import { StatusCode } from './status-code.js';

/** What a `PollError` is made from. */
export interface PollErrorInit {
  readonly operationName: string;
  /** How many polls were made. */
  readonly attempts: number;
  /** Why no further poll is made: `PERMISSION_DENIED is not transient`. */
  readonly reason: string;
  /** What was known before the last poll. */
  readonly lastState?: OperationState | undefined;
  /** The error of the last poll. */
  readonly cause: unknown;
}

/**
 * Polling ended because it cannot go on. It says nothing about the operation, which may well go on:
 * do not start it again, poll its name again.
 */
export class PollError extends Error {
  override readonly name = 'PollError';
  readonly operationName: string;
  /** How many polls were made. */
  readonly attempts: number;
  /** The `StatusCode` of the last poll's `RpcError`, which is the `cause`; `undefined` when it failed otherwise. */
  readonly code: number | undefined;
  /** What was known before the last poll; absent from an error that was made by hand. */
  readonly lastState: OperationState | undefined;

  constructor(init: PollErrorInit) {
    const cause = messageOf(init.cause);
    const code = isRpcError(init.cause) ? init.cause.code : undefined;
    super(
      `Polling of operation "${init.operationName}" ended after ${pollsText(init.attempts)}: ${cause} (${init.reason}). ` +
        (code === StatusCode.NOT_FOUND
          ? 'Check the name and the server before you start it again.'
          : 'The operation itself may go on: poll its name again to resume.'),
      { cause: init.cause },
    );
    this.operationName = init.operationName;
    this.attempts = init.attempts;
    this.code = code;
    this.lastState = init.lastState;
  }
}

/** Whether something is a `PollError`, also one of another copy of this package. */
export function isPollError(error: unknown): error is PollError {
  return isErrorNamed(error, 'PollError', 'operationName', 'attempts');
}
