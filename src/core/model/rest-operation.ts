import type { OperationMessage } from './operation-message.js';
import type { PackedMessage } from './packed-message.js';
import { sendableOperation } from './sendable-operation.js';

/** A `google.longrunning.Operation` in the JSON mapping of protobuf, as REST sends it. */
export interface RestOperation {
  readonly name: string;
  /** Left out while the operation is not done. */
  readonly done?: true;
  readonly metadata?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly details: readonly unknown[] };
  readonly response?: unknown;
}

/**
 * The JSON of an operation message.
 *
 * @param anyJson makes the Any of a packed message in JSON.
 */
export function restOperationOf(message: OperationMessage, anyJson: (packed: PackedMessage) => unknown): RestOperation {
  const { name, done, metadata, error, response } = sendableOperation(message);
  return {
    name,
    ...(metadata && { metadata: anyJson(metadata) }),
    ...(done && { done }),
    ...(error && { error: { ...error, details: error.details.map(({ packed }) => anyJson(packed)) } }),
    ...(response && { response: anyJson(response) }),
  };
}
