import { isError } from './is-error.js';

/**
 * Whether something is an error of a class of this package, by its structure: `instanceof` fails when two copies of the
 * package are loaded, as where one program both imports and requires it.
 */
export function isErrorNamed(error: unknown, name: string, ...fields: readonly string[]): boolean {
  return isError(error) && error.name === name && fields.every((field) => field in error);
}
