import type { MonoTypeOperatorFunction } from 'rxjs';
import { identity, Observable, share, takeUntil } from 'rxjs';

/**
 * Mirrors the source until the signal is aborted, then errors with `signal.reason`.
 *
 * A signal aborted before leaves the source without a subscription. However many wait for one signal, it has one
 * listener, and none once the last of them has left.
 */
export function untilAborted<T>(signal: AbortSignal | undefined): MonoTypeOperatorFunction<T> {
  return signal ? takeUntil(aborted$(signal)) : identity;
}

const aborts = new WeakMap<AbortSignal, Observable<never>>();

// Shared: Node warns of a leak when a signal has more than ten listeners, and looks for one of many by going through all.
function aborted$(signal: AbortSignal): Observable<never> {
  const abort$ = aborts.get(signal) ?? listen$(signal).pipe(share());
  aborts.set(signal, abort$);
  return abort$;
}

// Not fromEvent: it would lose the reason.
function listen$(signal: AbortSignal): Observable<never> {
  return new Observable((subscriber) => {
    const abort = (): void => subscriber.error(signal.reason);
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort);
    return () => signal.removeEventListener('abort', abort);
  });
}
