import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Where a browser is looked for, and how one is installed.
 *
 * @typedef {object} Machine
 * @property {Readonly<Record<string, string | undefined>>} env
 * @property {string} platform as in `process.platform`.
 * @property {boolean} isRoot
 * @property {string} osRelease the text of /etc/os-release; empty where there is none.
 * @property {(command: string, args: readonly string[]) => void} run throws when the command fails.
 */

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/**
 * The path of a Chromium; on Debian, root gets one installed.
 *
 * @param {Machine} machine
 * @returns {string | undefined} nothing where karma-chrome-launcher itself knows the place: macOS and Windows.
 * @throws {Error} that says what to do.
 */
export function findBrowser(machine) {
  const found = lookUp(machine.env);
  if (found || machine.platform !== 'linux') return found;
  if (machine.isRoot && /^ID=debian$/m.test(machine.osRelease)) {
    machine.run('apt-get', ['update']);
    machine.run('apt-get', ['install', '--yes', '--no-install-recommends', 'chromium']);
    const installed = lookUp(machine.env);
    if (installed) return installed;
  }
  throw new Error(
    `The browser specs need Chromium or Chrome, and there is neither in CHROME_BIN nor, as ${NAMES.join(', ')}, in PATH. ` +
      'Install one (Debian: apt-get install chromium), or set CHROME_BIN to the path of one.',
  );
}

/** @param {Machine['env']} env */
function lookUp({ CHROME_BIN, PATH = '' }) {
  if (CHROME_BIN) {
    if (isExecutable(CHROME_BIN)) return CHROME_BIN;
    throw new Error(`CHROME_BIN is ${CHROME_BIN}, which is no program. Set it to the path of a Chromium, or unset it.`);
  }
  const folders = PATH.split(delimiter).filter(Boolean);
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The text of /etc/os-release, empty where there is none. */
export function readOsRelease() {
  try {
    return readFileSync('/etc/os-release', 'utf8');
  } catch {
    return '';
  }
}
