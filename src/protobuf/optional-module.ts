/**
 * Awaits an import of an optional peer dependency, and says what to install where it is missing.
 *
 * The caller writes `import('…')` with a literal, so that bundlers see it.
 */
export async function optionalModule<T>(name: string, module: Promise<T>): Promise<T> {
  try {
    return await module;
  } catch (cause) {
    throw new Error(`The package ${name} is needed here but cannot be loaded. Install it: npm install ${name}`, {
      cause,
    });
  }
}
