import type { OperationMessage } from './operation-message.js';
import { StatusCode } from './status-code.js';
import { wellFormed } from './well-formed.js';

/** An operation message with a name, and an error with a code and a message, that every protocol can carry. */
export function sendableOperation(message: OperationMessage): OperationMessage {
  const { name, error } = message;
  return {
    ...message,
    name: wellFormed(name),
    // Of a number that is no int32, protobuf would make OK.
    ...(error && {
      error: {
        ...error,
        code: (error.code | 0) === error.code ? error.code : StatusCode.UNKNOWN,
        message: wellFormed(error.message),
      },
    }),
  };
}
