import { NgZone } from '@angular/core';
import type { MonoTypeOperatorFunction } from 'rxjs';
import { Observable } from 'rxjs';

/** Runs a function in some zone. */
type Run = (notify: () => void) => void;

/**
 * Subscribes outside of Angular's zone, where a pending timer does not keep the application from being stable. What is
 * emitted comes in the zone of the subscriber.
 */
export function outsideZone<T>(zone: NgZone): MonoTypeOperatorFunction<T> {
  return (source$) =>
    new Observable((subscriber) => {
      const run: Run = NgZone.isInAngularZone() ? (notify) => zone.run(notify) : (notify) => notify();
      return zone.runOutsideAngular(() => source$.pipe(notifiedBy(run)).subscribe(subscriber));
    });
}

/** Takes what is emitted out of Angular's zone, so that what follows from it, such as a timer, is not in it. */
export function leavingZone<T>(zone: NgZone): MonoTypeOperatorFunction<T> {
  return notifiedBy((notify) => zone.runOutsideAngular(notify));
}

function notifiedBy<T>(run: Run): MonoTypeOperatorFunction<T> {
  return (source$) =>
    new Observable((subscriber) =>
      source$.subscribe({
        next: (value) => run(() => subscriber.next(value)),
        error: (error: unknown) => run(() => subscriber.error(error)),
        complete: () => run(() => subscriber.complete()),
      }),
    );
}
