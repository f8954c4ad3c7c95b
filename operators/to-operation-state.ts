import type { OperatorFunction } from 'rxjs';
import { map } from 'rxjs';
import type { OperationMessage } from '../src/core/model/operation-message.js';
import { toOperationMessage } from '../src/core/model/to-operation-message.js';
import type { OperationState, OperationTypes } from '../src/core/model/operation-state.js';
import { operationState } from '../src/core/model/operation-state.js';
import type { PackedMessage } from '../src/core/model/packed-message.js';

/**
 * From operation messages to states: each unpacked, with its place in the stream as `poll.attempt`.
 *
 * ```
 * messages  --m--m--m|
 * toOperationState(types)
 * states    --r--r--s|
 * ```
 *
 * For messages that come from elsewhere than a polling: from a call that streams them, or from `listOperations$`.
 *
 * Errors with an `UnpackError` when a response is not a `responseType`; metadata that does not unpack is left out. Errors
 * with a TypeError for what is no operation message.
 *
 * @example
 * ```ts
 * import { listOperations$ } from 'rxjs-longrunning';
 * import { toOperationState } from 'rxjs-longrunning/operators';
 *
 * listOperations$(client, { name: 'operations' })
 *   .pipe(toOperationState())
 *   .subscribe(({ name, status }) => console.log(name, status));
 * ```
 */
export function toOperationState<R = PackedMessage, M = PackedMessage>(
  types: OperationTypes<R, M> = {},
): OperatorFunction<OperationMessage, OperationState<R, M>> {
  return (messages$) =>
    messages$.pipe(
      map((message, index) =>
        operationState<R, M>(toOperationMessage(message), types, { attempt: index + 1, failures: 0 }),
      ),
    );
}
