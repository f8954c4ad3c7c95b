import type { OperationLike } from '../model/operation-message-of.js';
import type { OperationState, OperationTypes, PollInfo } from '../model/operation-state.js';
import { operationState } from '../model/operation-state.js';
import { toOperationMessage } from '../model/to-operation-message.js';
import { unknownState } from '../model/unknown-state.js';

/**
 * What is known of an operation before the first poll. It is read at once, and unpacked when the function that this
 * gives is called.
 *
 * @throws TypeError when there is no valid name; the function throws an UnpackError.
 */
export function knownState<R, M>(
  operation: string | OperationLike,
  types: OperationTypes<R, M>,
): () => OperationState<R, M> {
  const start = typeof operation === 'string' ? unknownState<M>(operation, NO_POLLS) : toOperationMessage(operation);
  return () => ('status' in start ? start : operationState(start, types, NO_POLLS));
}

const NO_POLLS: PollInfo = { attempt: 0, failures: 0 };
