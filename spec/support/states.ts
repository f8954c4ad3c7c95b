import type { OperationMessage, OperationState } from '../../src/index.js';
import { operationState } from '../../src/index.js';
import { types } from './messages.js';

/** The state that a message shows, its texts unpacked. */
export function stateOf(message: OperationMessage, attempt = 1): OperationState<string, string> {
  return operationState(message, types, { attempt, failures: 0 });
}
