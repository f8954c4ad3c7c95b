import type { MonoTypeOperatorFunction } from 'rxjs';
import type { OperationState } from '../src/core/model/operation-state.js';
import { shareStates } from '../src/core/polling/share-states.js';

/**
 * One polling for all subscribers to the states of one operation: late ones get the latest state at once.
 *
 * ```
 * states  --a---b---(s|)
 * shareOperation()
 * first   --a---b---(s|)
 * second      a-b---(s|)
 * late                     (s|)
 * ```
 *
 * The last one out unsubscribes the source, and the next one in starts afresh. After the end of the operation that
 * state is replayed, without another subscription to the source. An error goes to all, and the next one in starts
 * afresh, as it does after a source that completed before the end.
 *
 * @example
 * ```ts
 * import { pollOperation$ } from 'rxjs-longrunning';
 * import { shareOperation, toMetadata, toResponse } from 'rxjs-longrunning/operators';
 *
 * const states$ = pollOperation$(client, 'operations/123').pipe(shareOperation());
 * states$.pipe(toMetadata()).subscribe((metadata) => console.log(metadata.typeUrl));
 * states$.pipe(toResponse()).subscribe((response) => console.log(response.typeUrl));
 * ```
 */
export function shareOperation<R, M>(): MonoTypeOperatorFunction<OperationState<R, M>> {
  return shareStates();
}
