import { isCallable } from './operation-name.js';
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
  /** How long the server asked to wait before the next poll, in ms, where it sent such a hint with its answer. */
  readonly retryDelay?: number;
}

/**
 * A message by the name that the next call needs: its own, unless it has none, or only the last part of the name that
 * was asked for, as some servers answer. One that cannot be called does not end a wait: it counts as none.
 */
export function named(message: OperationMessage, asked: string): OperationMessage {
  const { name } = message;
  if (name === asked) return message;
  return !isCallable(name) || asked.endsWith(`/${name}`) ? { ...message, name: asked } : message;
}
