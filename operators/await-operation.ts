import type { OperatorFunction } from 'rxjs';
import { filter, pipe } from 'rxjs';
import type { OperationsClient } from '../src/core/client/operations-client.js';
import type { LostState } from '../src/core/model/lost-state.js';
import { isLastState } from '../src/core/model/lost-state.js';
import type { OperationMessage } from '../src/core/model/operation-message.js';
import type { DoneState } from '../src/core/model/operation-state.js';
import type { PackedMessage } from '../src/core/model/packed-message.js';
import type { PollUntilDoneOptions } from './poll-until-done.js';
import { pollUntilDone } from './poll-until-done.js';
import { toResponse } from './to-response.js';

/** How to wait for the operations of a stream. */
export interface AwaitOperationOptions<
  R = PackedMessage,
  M = PackedMessage,
  F extends 'error' | 'emit' = 'error',
> extends Omit<PollUntilDoneOptions<R, M>, 'onLost'> {
  /**
   * What an operation does that failed, was cancelled, or is lost: it has expired, say, or may not be asked for.
   * `'error'`, the default: it errors the stream. `'emit'`: the last state of each operation is emitted instead of its
   * response, so that those have a place, too: a lost one as a `LostState`.
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
 * failed, which ends the pollings of the others and leaves their operations alone, and with the error of any polling. With
 * `onFailure: 'emit'` each operation ends as a state, and the others go on. Errors, too, with the error of the source.
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
): OperatorFunction<string | OperationMessage, F extends 'emit' ? DoneState<R, M> | LostState<M> : R>;
export function awaitOperation<R, M>(
  client: OperationsClient,
  options: AwaitOperationOptions<R, M, 'error' | 'emit'> = {},
): OperatorFunction<string | OperationMessage, DoneState<R, M> | LostState<M> | R> {
  return options.onFailure === 'emit'
    ? pipe(pollUntilDone(client, { ...options, onLost: 'emit' }), filter(isLastState))
    : pipe(pollUntilDone(client, options), toResponse());
}
