import type { Observable } from 'rxjs';
import { distinctUntilChanged, fromEvent, map, merge, NEVER, of } from 'rxjs';

/**
 * Whether the browser has no network. For `pauseWhile`; `pageHidden$` shows how the two go together.
 *
 * Emits what holds now, then each change, and never completes. Each subscription has listeners of its own, which are
 * removed with it. Where nobody tells, as in Node, it counts as online: emits `false`, once. Online does not mean that
 * the server can be reached.
 *
 * @param target the window or the scope of a worker, if it is not the global one.
 *
 * @example
 * ```ts
 * import { offline$, pollOperation$ } from 'rxjs-longrunning';
 *
 * pollOperation$(client, 'operations/123', { pauseWhile: offline$() }).subscribe(({ status }) => console.log(status));
 * ```
 */
export function offline$(
  target: EventTarget & { readonly navigator?: { readonly onLine?: boolean } } = globalThis,
): Observable<boolean> {
  const changes$ =
    typeof target.addEventListener === 'function'
      ? merge(fromEvent(target, 'online'), fromEvent(target, 'offline'))
      : NEVER;
  return merge(changes$, of(undefined)).pipe(
    map(() => target.navigator?.onLine === false),
    distinctUntilChanged(),
  );
}
