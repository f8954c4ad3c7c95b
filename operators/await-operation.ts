import type { OperatorFunction } from 'rxjs';
import { filter, pipe } from 'rxjs';
import type { OperationsClient } from '../src/core/client/operations-client.js';
import type { OperationMessage } from '../src/core/model/operation-message.js';
import type { DoneState } from '../src/core/model/operation-state.js';
import { isDoneState } from '../src/core/model/operation-state.js';
import type { PackedMessage } from '../src/core/model/packed-message.js';
import type { PollUntilDoneOptions } from './poll-until-done.js';
import { pollUntilDone } from './poll-until-done.js';
import { toResponse } from './to-response.js';

/** How to wait for the operations of a stream. */
export interface AwaitOperationOptions<
  R = PackedMessage,
  M = PackedMessage,
  F extends 'error' | 'emit' = 'error',
> extends PollUntilDoneOptions<R, M> {
  /**
   * What a failed or cancelled operation does. `'error'`, the default: it errors the stream with its `OperationError`.
   * `'emit'`: the last state of each operation is emitted instead of its response, so that failed ones have a place.
   */
  readonly onFailure?: F | undefined;
}

/**
 * From operations, by name or message, to their responses.
 *
 * ```
 * operations  -1-2----|
 * awaitOperation(client)
 * responses   ------B----(A|)
 * ```
 *
 * Polls as `pollUntilDone` does, `concurrency` at once. Errors with the `OperationError` of the first operation that
 * failed, which ends the pollings of the others and leaves their operations alone; with `onFailure: 'emit'` each
 * operation ends as a state. Errors, too, with the error of the source and of any polling.
 *
 * @throws RangeError at once, when an option is out of its range.
 *
 * @example
 * ```ts
 * import { awaitOperation } from 'rxjs-longrunning/operators';
 * import { from } from 'rxjs';
 *
 * from(['operations/1', 'operations/2'])
 *   .pipe(awaitOperation(client, { concurrency: 500, onFailure: 'emit' }))
 *   .subscribe((state) => {
 *     if (state.status === 'succeeded') console.log(state.name, state.response);
 *     else console.error(state.name, state.error.message);
 *   });
 * ```
 */
export function awaitOperation<R = PackedMessage, M = PackedMessage, F extends 'error' | 'emit' = 'error'>(
  client: OperationsClient,
  options?: AwaitOperationOptions<R, M, F>,
): OperatorFunction<string | OperationMessage, F extends 'emit' ? DoneState<R, M> : R>;
export function awaitOperation<R, M>(
  client: OperationsClient,
  options: AwaitOperationOptions<R, M, 'error' | 'emit'> = {},
): OperatorFunction<string | OperationMessage, DoneState<R, M> | R> {
  return options.onFailure === 'emit'
    ? pipe(pollUntilDone(client, options), filter(isDoneState))
    : pipe(pollUntilDone(client, options), toResponse());
}
