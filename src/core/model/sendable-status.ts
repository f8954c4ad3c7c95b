import type { RpcError } from './rpc-error.js';
import { knownCode, StatusCode } from './status-code.js';
import type { Status } from './status.js';
import { wellFormed } from './well-formed.js';

/** An error that can be told to a client: an `RpcError`, or an `OperationError`. */
export type SendableError = Pick<RpcError, 'code' | 'statusMessage' | 'details'> &
  Partial<Pick<RpcError, 'retryDelay' | 'headers'>>;

/** Messages travel in headers and trailers, and trailers larger than the client takes stall its whole connection. */
const LONGEST_MESSAGE = 1_000;

/** The status of an error, with a code and a message that every protocol can carry. */
export function sendableStatus({ code, statusMessage: text, details }: SendableError): Status {
  const short = text.length > LONGEST_MESSAGE ? `${text.slice(0, LONGEST_MESSAGE)}…` : text;
  // No failure is OK.
  return { code: knownCode(code) || StatusCode.UNKNOWN, message: wellFormed(short), details };
}
