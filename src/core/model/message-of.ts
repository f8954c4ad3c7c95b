import { describe } from './describe.js';
import { isError } from './is-error.js';

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  if (isError(error)) return error.message;
  // An object cannot always be made into a string.
  return Object(error) === error ? describe(error) : String(error);
}
