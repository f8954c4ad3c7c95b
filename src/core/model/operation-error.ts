import { isErrorNamed } from './is-error-named.js';
import { StatusCode, statusCodeName } from './status-code.js';
import type { CancelledState, FailedState } from './operation-state.js';
import type { Status, StatusDetail } from './status.js';

/**
 * The operation itself failed, or was cancelled: the server's final verdict, which no retry of the poll changes.
 *
 * @see https://google.aip.dev/151#errors
 */
export class OperationError extends Error {
  override readonly name = 'OperationError';
  readonly operationName: string;
  /** A `StatusCode`; `CANCELLED` for an operation that was cancelled. */
  readonly code: number;
  /** The server's words, without the rest of `message`. */
  readonly statusMessage: string;
  readonly details: readonly StatusDetail[];
  /**
   * The state in which the operation ended, with its metadata; absent from an error that was made by hand.
   * Not enumerable, as it holds this error.
   */
  declare readonly lastState?: FailedState | CancelledState;

  constructor(operationName: string, status: Status) {
    const end = status.code === StatusCode.CANCELLED ? 'was cancelled' : `failed: ${statusCodeName(status.code)}`;
    super(`Operation "${operationName}" ${end}: ${status.message}`);
    this.operationName = operationName;
    this.code = status.code;
    this.statusMessage = status.message;
    this.details = status.details;
  }
}

/** Gives the error of a state that state. */
export function withLastState<S extends FailedState | CancelledState>(state: S): S {
  Object.defineProperty(state.error, 'lastState', { value: state });
  return state;
}

/** Whether something is an `OperationError`, also one of another copy of this package. */
export function isOperationError(error: unknown): error is OperationError {
  return isErrorNamed(error, 'OperationError', 'code', 'operationName');
}
