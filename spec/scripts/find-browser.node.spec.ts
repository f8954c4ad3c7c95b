import { writeFileSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Machine } from '../../scripts/find-browser.js';
import { findBrowser } from '../../scripts/find-browser.js';

const DEBIAN = 'NAME="Debian GNU/Linux"\nID=debian\n';

describe('findBrowser', () => {
  let folder: string;
  let ran: string[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'browsers-'));
    ran = [];
  });

  afterEach(() => rm(folder, { recursive: true }));

  async function browser(name: string): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, '');
    await chmod(path, 0o755);
    return path;
  }

  function machine(differences: Partial<Machine> = {}): Machine {
    const run: Machine['run'] = (command, args) => ran.push([command, ...args].join(' '));
    return { env: { PATH: folder }, platform: 'linux', isRoot: false, osRelease: '', run, ...differences };
  }

  it('takes CHROME_BIN first', async () => {
    await browser('chromium');
    const own = await browser('own');

    expect(findBrowser(machine({ env: { CHROME_BIN: own, PATH: folder } }))).toBe(own);
  });

  it('refuses a CHROME_BIN that is no program', () => {
    const env = { CHROME_BIN: join(folder, 'none'), PATH: folder };

    expect(() => findBrowser(machine({ env }))).toThrowError(/CHROME_BIN is .*none, which is no program/);
  });

  it('looks for every name in every folder of PATH', async () => {
    const chrome = await browser('google-chrome');

    expect(findBrowser(machine({ env: { PATH: ['/nowhere', folder].join(delimiter) } }))).toBe(chrome);
    const chromium = await browser('chromium');

    expect(findBrowser(machine())).toBe(chromium);
    expect(ran).toEqual([]);
  });

  it('installs chromium for root on Debian', () => {
    const run: Machine['run'] = (command, args) => {
      ran.push([command, ...args].join(' '));
      if (!args.includes('install')) return;
      writeFileSync(join(folder, 'chromium'), '', { mode: 0o755 });
    };

    expect(findBrowser(machine({ run, isRoot: true, osRelease: DEBIAN }))).toBe(join(folder, 'chromium'));
    expect(ran).toEqual(['apt-get update', 'apt-get install --yes --no-install-recommends chromium']);
  });

  it('says what to do when the installation brought nothing', () => {
    expect(() => findBrowser(machine({ isRoot: true, osRelease: DEBIAN }))).toThrowError(/CHROME_BIN/);
  });

  for (const [who, differences] of [
    ['another user', { osRelease: DEBIAN }],
    ['root of another system', { isRoot: true, osRelease: 'ID=alpine\n' }],
  ] as const) {
    it(`installs nothing for ${who}, and says what to do`, () => {
      expect(() => findBrowser(machine(differences))).toThrowError(/apt-get install chromium.*CHROME_BIN/);
      expect(ran).toEqual([]);
    });
  }

  it('leaves the search to the launcher where browsers are not in PATH', () => {
    expect(findBrowser(machine({ platform: 'darwin' }))).toBeUndefined();
  });
});
