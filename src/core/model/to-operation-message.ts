import type { OperationMessage } from './operation-message.js';
import type { OperationLike } from './operation-message-of.js';
import { operationMessageOf } from './operation-message-of.js';
import { operationName } from './operation-name.js';

/**
 * The message to poll from: that of an operation, whichever library read it, or for a name alone one that runs as far as
 * is known.
 *
 * One that is done needs no name, as nothing is left to call.
 *
 * @throws TypeError for anything else.
 */
export function toOperationMessage(operation: string | OperationLike): OperationMessage {
  if (typeof operation === 'string') return { name: operationName(operation), done: false };
  const message = operationMessageOf(operation);
  if (!message.done) operationName(message);
  return message;
}
