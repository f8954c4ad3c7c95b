import { describe } from './describe.js';

/** Something that names an operation: the name itself, or any object that carries it. */
export type OperationRef = string | { readonly name: string };

// Neither belongs to a resource name: a control character could split a header line, half a surrogate pair has no encoding.
const UNSENDABLE = /[\p{Cc}\p{Cs}]/u;

/**
 * The name that a reference carries.
 *
 * @throws TypeError when there is none, when it is empty, or when it holds a character that cannot be sent.
 */
export function operationName(operation: OperationRef): string {
  const name: unknown = typeof operation === 'string' ? operation : (operation as { name?: unknown } | null)?.name;
  if (typeof name !== 'string') {
    throw new TypeError(
      `Expected the name of an operation, or an operation message, but found ${describe(operation)}. ` +
        'Pass the name that the server gave, such as "operations/123".',
    );
  }
  if (name === '') throw new TypeError('The name of the operation is empty: expected one such as "operations/123".');
  if (UNSENDABLE.test(name)) {
    throw new TypeError(
      `The name of the operation, ${JSON.stringify(name)}, holds a control character or half a character.`,
    );
  }
  return name;
}

/** A segment that is empty, `.` or `..`, which fetch or a server would take out of the path, and others with it. */
export const NO_SEGMENT = /(^|[/\\])\.{0,2}($|[/\\])/;

/** In characters: no server has names of this length, and what is longer does not fit into the headers of a call. */
const LONGEST = 4_096;

/** Whether a name that a server gave can be called over every transport. */
export function isCallable(name: string): boolean {
  return name.length <= LONGEST && !UNSENDABLE.test(name) && !NO_SEGMENT.test(name);
}
