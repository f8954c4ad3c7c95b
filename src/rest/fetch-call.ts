import type { Observable } from 'rxjs';
import { asyncScheduler, catchError, finalize, first, from, map, switchMap, takeUntil, tap } from 'rxjs';
import { messageOf } from '../core/model/message-of.js';
import type { FailureOrigin } from '../core/model/rpc-error.js';
import { isRpcError, RpcError } from '../core/model/rpc-error.js';
import { StatusCode } from '../core/model/status-code.js';
import { longTimer$ } from '../core/client/long-timer.js';
import { lostOrRefused } from '../core/client/lost-or-refused.js';
import { retryUnauthenticated } from '../core/client/retry-unauthenticated.js';
import { readText } from './read-text.js';
import type { RestAnswer } from './rest-answer.js';
import { readAnswer } from './rest-answer.js';
import type { RestCall } from './rest-call.js';
import type { RestClientSettings } from './rest-client-options.js';
import { toHeaders } from './rest-headers.js';

/**
 * A call over HTTP as a cold Observable: unsubscribing aborts it, from the making of the headers to the last byte.
 *
 * Errors with an `RpcError`.
 */
export function fetchCall$<T>(settings: RestClientSettings, call: RestCall<T>): Observable<T> {
  const { label, timeout } = call;
  const answered$ = headers$(settings, call).pipe(switchMap((headers) => answer$(settings, call, headers)));
  const called$ = settings.freshHeaders ? answered$.pipe(retryUnauthenticated()) : answered$;
  if (timeout === undefined) return called$;
  const late$ = longTimer$(timeout, asyncScheduler).pipe(
    map(() => {
      throw new RpcError({
        call: label,
        code: StatusCode.DEADLINE_EXCEEDED,
        origin: 'connection',
        message: `no answer within ${timeout} ms`,
      });
    }),
  );
  return called$.pipe(takeUntil(late$));
}

function headers$<T>(settings: RestClientSettings, { label, body, headers }: RestCall<T>): Observable<Headers> {
  const type = body === undefined ? undefined : { 'content-type': 'application/json' };
  const failed =
    (origin: FailureOrigin) =>
    (cause: unknown): never => {
      if (isRpcError(cause)) throw cause;
      // The cause is the user's own, and might tell of the token.
      const message = 'the headers of the call could not be made; the cause says why';
      throw new RpcError({ call: label, code: StatusCode.UNAVAILABLE, origin, message, cause });
    };
  return settings.headers$.pipe(
    first(),
    // What makes them may ask another server, which is as easily lost.
    catchError(failed('connection')),
    map((made) => toHeaders(type, made, headers)),
    catchError(failed('caller')),
  );
}

/** One request. */
function answer$<T>(settings: RestClientSettings, call: RestCall<T>, headers: Headers): Observable<T> {
  const controller = new AbortController();
  let isRead = false;
  return from(send(settings, call, headers, controller.signal)).pipe(
    tap(({ text }) => (isRead = text !== undefined)),
    // To abort what is over costs a tenth of the call.
    finalize(() => {
      if (!isRead) controller.abort();
    }),
    map((answer) => readAnswer(answer, call, settings)),
  );
}

async function send<T>(
  settings: RestClientSettings,
  { method, url, body, label }: RestCall<T>,
  headers: Headers,
  signal: AbortSignal,
): Promise<RestAnswer> {
  // Not called as a method: in browsers, fetch refuses any `this` but the window.
  const fetch = settings.fetch ?? globalThis.fetch;
  try {
    // A redirect could lead the headers, and the token in them, to another host; what is cached is old.
    const response = await fetch(url, {
      method,
      headers,
      signal,
      redirect: 'manual',
      cache: 'no-store',
      ...(body !== undefined && { body }),
    });
    return { response, text: await readText(response, settings.maxResponseBytes) };
  } catch (cause) {
    const message = whyOf(cause);
    throw new RpcError({ call: label, code: StatusCode.UNAVAILABLE, origin: lostOrRefused(message), message, cause });
  }
}

/** Node says "fetch failed", and why in the cause, which may be many, with a code alone. */
function whyOf(error: unknown): string {
  const { cause } = (error ?? {}) as { readonly cause?: { readonly message?: unknown; readonly code?: unknown } };
  const why = cause?.message || cause?.code;
  return typeof why === 'string' ? `${messageOf(error)}: ${why}` : messageOf(error);
}
