import type { Observable } from 'rxjs';
import { defer, first, map, merge, take } from 'rxjs';
import { isRpcError, RpcError } from '../core/model/rpc-error.js';
import { StatusCode } from '../core/model/status-code.js';
import type { Answer, ServedMethod } from './served-method.js';

/** What the calls of one server share. */
export interface CallParts {
  /** Errors when the server closes, which ends the calls in flight. */
  readonly closing$: Observable<never>;
  /** Is told of what clients are not. */
  readonly onError: (error: unknown, method: string) => void;
}

/** Answers one call, of any protocol, once; unsubscribing is how the client's hanging up reaches the answer. */
export function answerCall$<T>(
  { answer$ }: ServedMethod,
  request: object,
  encode: (answer: Answer) => T,
  { closing$ }: CallParts,
): Observable<T> {
  // A call that is never answered would hang; one that is answered twice breaks the stream.
  const once$ = defer(() => answer$(request)).pipe(first(), map(encode));
  return merge(once$, closing$).pipe(take(1));
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
export function clientError(error: unknown, path: string, { onError }: CallParts): RpcError {
  if (isRpcError(error)) return error;
  onError(error, path);
  return new RpcError({ code: StatusCode.INTERNAL, message: 'the server failed' });
}
