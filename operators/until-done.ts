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
 * import type { OperationMessage } from 'rxjs-longrunning';
 * import { toOperationState, untilDone } from 'rxjs-longrunning/operators';
 * import type { Observable } from 'rxjs';
 *
 * function executed$(execute$: Observable<OperationMessage>) {
 *   return execute$.pipe(toOperationState(), untilDone());
 * }
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
