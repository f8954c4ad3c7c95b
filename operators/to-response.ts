import type { OperatorFunction } from 'rxjs';
import { filter, map } from 'rxjs';
import type { LostState } from '../src/core/model/lost-state.js';
import { isLastState } from '../src/core/model/lost-state.js';
import type { OperationState } from '../src/core/model/operation-state.js';
import { responseOf } from '../src/core/polling/response-of.js';

/**
 * From states to responses: the response of each operation that succeeded.
 *
 * ```
 * states    --r--r--s|
 * toResponse()
 * responses --------R|
 * ```
 *
 * Errors with the `OperationError` of the first operation that failed or was cancelled, and with the error of one that is
 * lost. Running states are left out.
 *
 * @example
 * ```ts
 * import { pollOperation$ } from 'rxjs-longrunning';
 * import { toResponse } from 'rxjs-longrunning/operators';
 *
 * pollOperation$(client, 'operations/123')
 *   .pipe(toResponse())
 *   .subscribe({ next: (response) => console.log(response), error: (error) => console.error(error) });
 * ```
 */
export function toResponse<R>(): OperatorFunction<OperationState<R> | LostState, R> {
  return (states$) => states$.pipe(filter(isLastState), map(responseOf));
}
