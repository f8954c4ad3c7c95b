import type { MonoTypeOperatorFunction, Observable } from 'rxjs';
import { NEVER, of, ReplaySubject, share, takeWhile } from 'rxjs';
import type { OperationState } from '../model/operation-state.js';

/**
 * One subscription to the states of an operation for all who want them. Late ones get the latest state at once. The
 * last one out ends it, and so does an error, or a completion before the end of the operation: the next one in starts
 * afresh. The end of the operation is kept, and is all that those get who come after it.
 */
export function shareStates<R, M>(): MonoTypeOperatorFunction<OperationState<R, M>> {
  return (states$) => {
    let ended = false;
    const resetUnlessEnded$ = (): Observable<unknown> => (ended ? NEVER : of(true));
    return states$.pipe(
      takeWhile(({ done }) => !(ended = done), true),
      share({
        connector: () => new ReplaySubject(1),
        resetOnComplete: resetUnlessEnded$,
        // All may leave at the very state that is the end, which is before the completion.
        resetOnRefCountZero: resetUnlessEnded$,
      }),
    );
  };
}
