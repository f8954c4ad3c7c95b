import type { Observable } from 'rxjs';
import { distinctUntilChanged, fromEvent, map, merge, NEVER, of } from 'rxjs';

/**
 * Whether the page is hidden: its tab is not the one shown, or its window is minimised. For `pauseWhile`.
 *
 * Emits what holds now, then each change, and never completes. Each subscription has a listener of its own, which is
 * removed with it. Where there is no document, as in Node and in workers, nothing is hidden: emits `false`, once.
 *
 * @param target the document, if it is not the global one.
 *
 * @example
 * ```ts
 * import { offline$, pageHidden$, pollOperation$ } from 'rxjs-longrunning';
 * import { combineLatest, map } from 'rxjs';
 *
 * const pauseWhile = combineLatest([pageHidden$(), offline$()]).pipe(map(([hidden, offline]) => hidden || offline));
 * pollOperation$(client, 'operations/123', { pauseWhile }).subscribe(({ status }) => console.log(status));
 * ```
 */
export function pageHidden$(
  target: (EventTarget & { readonly visibilityState: string }) | undefined = globalThis.document,
): Observable<boolean> {
  const changes$ = target ? fromEvent(target, 'visibilitychange') : NEVER;
  return merge(changes$, of(undefined)).pipe(
    map(() => target?.visibilityState === 'hidden'),
    distinctUntilChanged(),
  );
}
