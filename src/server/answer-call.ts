import type { Observable } from 'rxjs';
import { catchError, first, map, merge, of, switchMap, take } from 'rxjs';
import { isErrorNamed } from '../core/model/is-error-named.js';
import { isRpcError, RpcError } from '../core/model/rpc-error.js';
import { StatusCode } from '../core/model/status-code.js';
import { answerBytes } from './message-bytes.js';
import { LARGEST_ANSWER } from './serve-limits.js';
import type { Answer, ServedMethod } from './served-method.js';

/** What the calls of one server share. */
export interface CallParts {
  /** Errors when the server closes, which ends the calls in flight. */
  readonly closing$: Observable<never>;
  /** Is told of what clients are not. */
  readonly onError: (error: unknown, method: string) => void;
}

/** How a protocol writes what it sends; either may throw. */
export interface Encoding<T> {
  readonly answer: (answer: Answer) => T;
  readonly error: (error: RpcError) => T;
}

/**
 * Answers one call, of any protocol, once: also with its error, and with that of writing the answer. It never errors, as
 * nothing may throw where an answer is sent. Unsubscribing is how the client's hanging up reaches the answer.
 *
 * @param request$ emits the request when it is read, or errors with what is wrong with it.
 */
export function answerCall$<T>(
  { answer$, definition: { path } }: ServedMethod,
  request$: Observable<object>,
  encoding: Encoding<T>,
  calls: CallParts,
): Observable<T> {
  const once$ = request$.pipe(
    switchMap(answer$),
    // A call that is never answered would hang; one that is answered twice breaks the stream.
    first(),
    map((answer) => encodeAnswer(answer, encoding)),
  );
  return merge(once$, calls.closing$).pipe(
    take(1),
    catchError((error: unknown) => of(encodeError(clientError(error, path, calls), path, encoding, calls))),
  );
}

/** What a call is refused with that a server has no place for. */
export function tooManyCalls(): RpcError {
  return new RpcError({
    code: StatusCode.RESOURCE_EXHAUSTED,
    message: 'the server has too many calls in flight: try again later',
    retryDelay: 1_000,
  });
}

/** What a client is told: an `RpcError` as it is, and of any other error, which may hold what is not for clients, nothing. */
export function clientError(error: unknown, path: string, calls: CallParts): RpcError {
  if (error instanceof UnwritableAnswer) {
    tell(error.cause, path, calls);
    return error.told;
  }
  if (isRpcError(error)) return error;
  tell(error, path, calls);
  return FAILED;
}

const FAILED = new RpcError({ code: StatusCode.INTERNAL, message: 'the server failed' });

/** An answer that the protocol cannot carry. */
class UnwritableAnswer extends Error {
  /** Too long for a string or a buffer, or too deep for the stack: of these, there are RangeErrors. */
  readonly told = new RpcError(
    isErrorNamed(this.cause, 'RangeError')
      ? { code: StatusCode.RESOURCE_EXHAUSTED, message: 'the answer is too large, or nested too deep, to be sent' }
      : { code: StatusCode.INTERNAL, message: 'the server failed to write its answer' },
  );
}

function encodeAnswer<T>(answer: Answer, encoding: Encoding<T>): T {
  try {
    // Whoever is asked may bound nothing, and JSON takes eight times as much until it is sent.
    if (answerBytes(answer) > LARGEST_ANSWER) throw new RangeError(`an answer of more than ${LARGEST_ANSWER} bytes`);
    return encoding.answer(answer);
  } catch (cause) {
    throw new UnwritableAnswer('the answer cannot be written', { cause });
  }
}

/** With its details if they can be written; the last of these errors always can. */
function encodeError<T>(error: RpcError, path: string, encoding: Encoding<T>, calls: CallParts): T {
  try {
    return encoding.error(error);
  } catch (thrown) {
    tell(thrown, path, calls);
  }
  try {
    const { code, statusMessage: message, retryDelay } = error;
    return encoding.error(new RpcError({ code, message, retryDelay }));
  } catch {
    return encoding.error(FAILED);
  }
}

/** Who is told may throw, which must not end the process. */
function tell(error: unknown, path: string, { onError }: CallParts): void {
  try {
    onError(error, path);
  } catch (thrown) {
    console.error(`onError threw for ${path}:`, thrown);
  }
}
