import { Injectable } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { map, switchMap, timer, NEVER } from 'rxjs';
import { pageHidden$ } from 'rxjs-longrunning';

/** The time that is shown, in ms: one clock for all that count, at rest while nobody looks. */
@Injectable({ providedIn: 'root' })
export class Clock {
  readonly now = toSignal(
    pageHidden$().pipe(
      switchMap((hidden) => (hidden ? NEVER : timer(0, 1_000))),
      map(() => Date.now()),
    ),
    { initialValue: Date.now() },
  );
}
