/**
 * Whether something is an error of a class of this package, by its structure:
 * `instanceof` fails when two copies of the package are loaded.
 */
export function isErrorNamed(error: unknown, name: string, ...fields: readonly string[]): boolean {
  return error instanceof Error && error.name === name && fields.every((field) => field in error);
}
