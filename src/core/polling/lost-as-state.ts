import type { Observable } from 'rxjs';
import { catchError, defer, of, tap } from 'rxjs';
import { lostState, unpolled } from '../model/lost-state.js';
import type { LostState } from '../model/lost-state.js';
import type { OperationLike } from '../model/operation-message-of.js';
import type { OperationState } from '../model/operation-state.js';
import type { PollSettings } from './poll-options.js';

/**
 * The states of one polling, and its error as one more: a `LostState`, with what was known before.
 *
 * @param poll$ polls the operation; what it throws is such an error, too.
 */
export function lostAsState$<R, M>(
  operation: string | OperationLike,
  settings: Pick<PollSettings<R, M>, 'metadataType' | 'scheduler'>,
  poll$: () => Observable<OperationState<R, M>>,
): Observable<OperationState<R, M> | LostState<M>> {
  return defer(() => {
    let last: Pick<OperationState<R, M>, 'name' | 'metadata' | 'message' | 'poll'> = unpolled(operation, settings);
    return defer(poll$).pipe(
      tap((state) => (last = state)),
      catchError((error: unknown) => of(lostState(last, error, settings.scheduler.now()))),
    );
  });
}
