import { isError } from '../core/model/is-error.js';
import { messageOf } from '../core/model/message-of.js';

/** What was thrown, as an `Error`. */
export function asError(error: unknown): Error {
  return isError(error) ? error : new Error(messageOf(error), { cause: error });
}
