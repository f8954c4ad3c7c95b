/**
 * Awaits an import of an optional peer dependency, and says what to install where it is missing.
 *
 * The caller writes `import('…')` with a literal, so that bundlers see it.
 */
export async function optionalModule<T>(name: string, module: Promise<T>): Promise<T> {
  try {
    return await module;
  } catch (cause) {
    throw new Error(`Cannot load ${name.replaceAll(' ', ', ')}. Install what is missing: npm install ${name}`, {
      cause,
    });
  }
}
