import { isErrorNamed } from './is-error-named.js';
import { retryHintOf } from './retry-hint.js';
import { knownCode, statusCodeName } from './status-code.js';
import type { StatusDetail } from './status.js';

/**
 * Whose word the failure of a call is.
 *
 * - `'server'`: the server's. It sent a status; its code tells whether another try may help.
 * - `'connection'`: nobody's. No answer came, or none to be trusted: a reset, half an answer, a proxy's page of HTML, no
 *   DNS. The next call may well succeed.
 * - `'caller'`: this client's own. It refused an answer above its size limit, a certificate, or an option. The next call
 *   would fail the same way.
 */
export type FailureOrigin = 'server' | 'connection' | 'caller';

/** What an `RpcError` is made from. */
export interface RpcErrorInit {
  /** A `StatusCode`; any other number counts as `UNKNOWN`. */
  readonly code: number;
  /** Whose word the failure is. Defaults to `'server'`. */
  readonly origin?: FailureOrigin | undefined;
  /** The server's words, or the transport's. */
  readonly message: string;
  /** What was called, for the message: `GetOperation of "operations/1"`. */
  readonly call?: string | undefined;
  readonly details?: readonly StatusDetail[] | undefined;
  /** What the server sent with its answer; cookies are left out. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** How long the server asked to wait before the next try, in ms; a day at most. What is no number is none. */
  readonly retryDelay?: number | undefined;
  readonly cause?: unknown;
}

/**
 * A call failed: the operation was not reached, or the server refused the call.
 *
 * It says nothing about the operation, which may well go on; an operation that failed is an `OperationError`.
 */
export class RpcError extends Error {
  override readonly name = 'RpcError';
  /** A `StatusCode`. */
  readonly code: number;
  /** Whose word the failure is: it decides whether polling goes on. */
  readonly origin: FailureOrigin;
  /** The words of the server or of the transport, without the rest of `message`. */
  readonly statusMessage: string;
  readonly details: readonly StatusDetail[];
  /** How long the server asked to wait before the next try, in ms (`RetryInfo`, Retry-After). */
  readonly retryDelay: number | undefined;
  /** What the server sent with its answer, without cookies. Not enumerable: a log of the error does not show it. */
  declare readonly headers: Readonly<Record<string, string>>;

  constructor(init: RpcErrorInit) {
    const code = knownCode(init.code);
    const status = `${statusCodeName(code)}: ${init.message}`;
    super(init.call ? `${init.call}: ${status}` : status, init.cause === undefined ? undefined : { cause: init.cause });
    this.code = code;
    this.origin = init.origin ?? 'server';
    this.statusMessage = init.message;
    this.details = init.details ?? [];
    this.retryDelay = retryHintOf(init.retryDelay);
    // Cookies are credentials.
    const { 'set-cookie': cookie, ...headers } = init.headers ?? {};
    Object.defineProperty(this, 'headers', { value: headers });
  }
}

/** Whether something is an `RpcError`, also one of another copy of this package. */
export function isRpcError(error: unknown): error is RpcError {
  return isErrorNamed(error, 'RpcError', 'code', 'statusMessage');
}
