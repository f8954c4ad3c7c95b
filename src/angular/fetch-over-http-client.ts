import type { HttpClient } from '@angular/common/http';
import { HttpErrorResponse } from '@angular/common/http';
import type { Observable } from 'rxjs';
import { catchError, firstValueFrom, map, of } from 'rxjs';
import { untilAborted } from '../core/polling/until-aborted.js';
import type { RestFetch } from '../rest/rest-client-options.js';

/** An answer of `HttpClient`, or its error: it makes one of each status that is no success. */
interface HttpAnswer {
  readonly status: number;
  readonly headers: { keys(): string[]; get(name: string): string | null };
  readonly text: unknown;
}

/** `fetch` through Angular's `HttpClient`, as far as a client of operations needs it. */
export function fetchOverHttpClient(http: HttpClient): RestFetch {
  return (url, { method = 'GET', headers, body, signal }) =>
    firstValueFrom(
      http
        .request(method, url, {
          body,
          headers: Object.fromEntries(new Headers(headers)),
          observe: 'response',
          responseType: 'text',
          // What was rendered on the server is handed over as a state; a poll is to see what is new.
          transferCache: false,
        })
        .pipe(
          map(({ status, headers: sent, body: text }) => ({ status, headers: sent, text })),
          catchError(answerIn$),
          map(toResponse),
          untilAborted(signal ?? undefined),
        ),
    );
}

function answerIn$(error: unknown): Observable<HttpAnswer> {
  if (!(error instanceof HttpErrorResponse)) throw error;
  const { status, headers } = error;
  // As fetch does where nothing was answered.
  if (status === 0) throw new TypeError(error.message, { cause: error });
  return of({ status, headers, text: error.error as unknown });
}

/** The statuses that have no body, which a `Response` insists on. */
const EMPTY_STATUSES = [204, 205, 304];

function toResponse({ status, headers, text }: HttpAnswer): Response {
  const body = typeof text === 'string' && !EMPTY_STATUSES.includes(status) ? text : null;
  const entries = headers.keys().map((name): [string, string] => [name, headers.get(name) ?? '']);
  return new Response(body, { status, headers: entries });
}
