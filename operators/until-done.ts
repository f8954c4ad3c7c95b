import type { MonoTypeOperatorFunction } from 'rxjs';
import { concatMap, takeWhile } from 'rxjs';
import type { OperationState } from '../src/core/model/operation-state.js';

/**
 * Mirrors the states of one operation up to the first that is done, and completes with it.
 *
 * ```
 * states    --r--r--s--s--r-
 * untilDone()
 * states    --r--r--(s|)
 * ```
 *
 * For states that come from elsewhere than a polling, which ends by itself: from a stream of operation messages such as
 * Bazel's `Execute` gives, or a handle's. A source that completes earlier completes the result: a stream that broke off
 * is told from an end by its last state.
 *
 * @example
 * ```ts
 * import { toOperationState, untilDone } from 'rxjs-longrunning/operators';
 * import { concat, NEVER, of } from 'rxjs';
 *
 * const name = 'operations/123';
 * const messages$ = concat(of({ name, done: false }, { name, done: true }), NEVER); // a stream of the server's
 * messages$
 *   .pipe(toOperationState(), untilDone())
 *   .subscribe({ next: ({ status }) => console.log(status), complete: () => console.log('complete') });
 * ```
 */
export function untilDone<T extends OperationState>(): MonoTypeOperatorFunction<T> {
  return (states$) =>
    states$.pipe(
      // One at a time: a state that comes while the end is being handled comes too late.
      concatMap((state) => [state]),
      takeWhile(({ done }) => !done, true),
    );
}
