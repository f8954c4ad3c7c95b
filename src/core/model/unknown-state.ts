import { operationName } from './operation-name.js';
import type { PollInfo, UnknownState } from './operation-state.js';

/**
 * The state of an operation of which the name alone is known.
 *
 * @throws TypeError when the name is empty or malformed.
 */
export function unknownState<M>(operation: string, poll: PollInfo): UnknownState<M> {
  const name = operationName(operation);
  return { status: 'unknown', done: false, name, message: { name, done: false }, poll };
}
