import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Io } from './io.js';
import { UsageError } from './usage-error.js';

/** Where the package has the operations console. */
const FOLDER = fileURLToPath(new URL('../../console', import.meta.url));

/** What to do about a console that is not there. */
export const NOT_BUILT =
  'The console is not built: run `npm run build:console`, or start it by `npm start -- --console`.';

/** The folder of the operations console; nothing where it was not built, as in a fresh checkout. */
export function consoleFolder(): string | undefined {
  return existsSync(FOLDER) ? FOLDER : undefined;
}

/**
 * The folder of the operations console, which is wanted.
 *
 * @throws UsageError where it was not built.
 */
export function builtConsoleFolder(): string {
  const folder = consoleFolder();
  if (folder !== undefined) return folder;
  throw new UsageError(NOT_BUILT);
}

/** Shows a page to a person at a terminal. Where there is no browser, or no package `open`, they have read the address. */
export async function showPage(url: string, { stdout }: Io): Promise<void> {
  if (!stdout.isTTY) return;
  const opened = import('open').then(({ default: open }) => open(url));
  await opened.then(
    (browser) => browser.on('error', () => undefined),
    () => undefined,
  );
}
