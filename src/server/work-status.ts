import { isErrorNamed } from '../core/model/is-error-named.js';
import { isOperationError } from '../core/model/operation-error.js';
import { isRpcError } from '../core/model/rpc-error.js';
import { StatusCode } from '../core/model/status-code.js';
import type { Status } from '../core/model/status.js';
import { wellFormed } from '../core/model/well-formed.js';
import { statusBytes } from './message-bytes.js';

const TIMED_OUT: Status = {
  code: StatusCode.DEADLINE_EXCEEDED,
  message: 'the work took longer than its time limit',
  details: [],
};
const ABORTED: Status = { code: StatusCode.ABORTED, message: 'the work was aborted', details: [] };
const INTERNAL: Status = { code: StatusCode.INTERNAL, message: 'the work failed; the server knows more', details: [] };

/** Errors that others make, by name: RxJS' `timeout`, `AbortSignal.timeout`, a wait for an operation, `AbortController`. */
const BY_NAME: readonly (readonly [name: string, status: Status])[] = [
  ['TimeoutError', TIMED_OUT],
  ['PollTimeoutError', TIMED_OUT],
  ['AbortError', ABORTED],
];

/** Whether an error of work is for clients as it is: it is a status, though not one that says that all is well. */
export function isForClients(error: unknown): error is Pick<Status, 'code' | 'details'> & { statusMessage: string } {
  return (isRpcError(error) || isOperationError(error)) && error.code !== StatusCode.OK;
}

/** What clients are told of an error of work: never words that may not be for them. */
export function workStatus(error: unknown): Status {
  if (isForClients(error)) {
    return { code: error.code, message: wellFormed(error.statusMessage), details: error.details };
  }
  return BY_NAME.find(([name]) => isErrorNamed(error, name))?.[1] ?? INTERNAL;
}

/** As much of a status as may be kept: without its details, and with the beginning of its message, where it has more. */
export function statusWithin(status: Status, bytes: number): Status {
  if (statusBytes(status) <= bytes) return status;
  const { code, message } = status;
  return {
    code,
    message: message.length > SHORT_MESSAGE ? `${wellFormed(message.slice(0, SHORT_MESSAGE))}…` : message,
    details: [],
  };
}

/** Kept whatever else there is. */
const SHORT_MESSAGE = 1_000;
