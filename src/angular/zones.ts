import { NgZone } from '@angular/core';
import type { MonoTypeOperatorFunction } from 'rxjs';
import { dematerialize, materialize, mergeMap, Observable, pipe } from 'rxjs';

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

/** Of operators, which leave a source that emits synchronously the moment that they are left. */
function notifiedBy<T>(run: Run): MonoTypeOperatorFunction<T> {
  return pipe(
    materialize(),
    mergeMap(
      (notification) =>
        new Observable<typeof notification>((subscriber) =>
          run(() => {
            subscriber.next(notification);
            subscriber.complete();
          }),
        ),
    ),
    dematerialize(),
  );
}
