import type { LostState, OperationMessage, OperationState } from '../../src/index.js';
import { operationState } from '../../src/index.js';
import { running, types } from './messages.js';

/** The state that a message shows, its texts unpacked. */
export function stateOf(message: OperationMessage, attempt = 1): OperationState<string, string> {
  return operationState(message, types, { attempt, failures: 0 });
}

/** The state of an operation that is lost, which was half done when it was last seen. */
export function lostWith(error: Error, name?: string): LostState<string> {
  const { metadata, message, ...state } = stateOf(running('half', name));
  return { ...state, metadata: metadata!, message, status: 'lost', done: false, error };
}
