import type { MonoTypeOperatorFunction } from 'rxjs';
import { identity, Observable, takeUntil } from 'rxjs';

/**
 * Mirrors the source until the signal is aborted, then errors with `signal.reason`.
 *
 * A signal aborted before leaves the source without a subscription. No listener stays behind.
 */
export function untilAborted<T>(signal: AbortSignal | undefined): MonoTypeOperatorFunction<T> {
  return signal ? takeUntil(aborted$(signal)) : identity;
}

// Not fromEvent: it would lose the reason.
function aborted$(signal: AbortSignal): Observable<never> {
  return new Observable((subscriber) => {
    const abort = (): void => subscriber.error(signal.reason);
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort);
    return () => signal.removeEventListener('abort', abort);
  });
}
