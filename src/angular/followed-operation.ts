import type { OperationMessage } from '../core/model/operation-message.js';

/**
 * The operation to follow: its name, or a message of it, such as the call that started it answered; or a signal or
 * another reactive function of these, which follows `undefined` by doing nothing.
 */
export type FollowedOperation = string | OperationMessage | (() => string | OperationMessage | undefined);

/** The operation as a reactive function. */
export function followedBy(operation: FollowedOperation): () => string | OperationMessage | undefined {
  return typeof operation === 'function' ? operation : () => operation;
}
