import type { OperationMessage } from '../../core/model/operation-message.js';
import type { OperationState } from '../../core/model/operation-state.js';
import { operationState } from '../../core/model/operation-state.js';

/** The state that one call showed; its messages stay packed. */
export function stateOf(message: OperationMessage): OperationState {
  return operationState(message, {}, { attempt: 1, failures: 0 });
}
