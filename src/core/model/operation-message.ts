import { operationName } from './operation-name.js';
import type { PackedMessage } from './packed-message.js';
import type { Status } from './status.js';

/**
 * A `google.longrunning.Operation` as a plain object that is the same for every transport.
 *
 * @see https://github.com/googleapis/googleapis/blob/master/google/longrunning/operations.proto
 */
export interface OperationMessage {
  /** What the server calls the operation, for example `operations/123`. */
  readonly name: string;
  readonly done: boolean;
  /** Progress and the like, while it runs and, on most servers, afterwards. */
  readonly metadata?: PackedMessage;
  /** Set when the operation is done and failed, or was cancelled. */
  readonly error?: Status;
  /** Set when the operation is done and succeeded. */
  readonly response?: PackedMessage;
}

/**
 * The message to poll from: a message as it is, and for a name alone an operation that runs for all that is known.
 *
 * @throws TypeError for anything else.
 */
export function toOperationMessage(operation: string | OperationMessage): OperationMessage {
  const name = operationName(operation);
  if (typeof operation === 'string') return { name, done: false };
  if (typeof operation.done === 'boolean') return operation;
  throw new TypeError(
    `Expected an operation message {name, done, …} but "${name}" has no boolean done. ` +
      'Pass the message as the client gave it, or the name alone.',
  );
}

/** A message with the name that it has or, as some servers leave it out, the one that was asked for. */
export function named(message: OperationMessage, name: string): OperationMessage {
  return message.name === '' ? { ...message, name } : message;
}
