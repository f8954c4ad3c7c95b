import type { MonoTypeOperatorFunction } from 'rxjs';
import { Observable } from 'rxjs';
import type { PacedCancels } from './paced-cancels.js';

/** Mirrors a call that unsubscribing cancels; the source is unsubscribed from in its turn, and not heard until then. */
export function pacedUnsubscribe<T>(cancels: PacedCancels): MonoTypeOperatorFunction<T> {
  return (source$) =>
    new Observable((subscriber) => {
      const running = source$.subscribe({
        next: (value) => subscriber.next(value),
        error: (error: unknown) => subscriber.error(error),
        complete: () => subscriber.complete(),
      });
      const call = { cancel: () => running.unsubscribe() };
      return () => {
        if (running.closed) return;
        running.add(() => cancels.ended(call));
        cancels.cancel(call);
      };
    });
}
