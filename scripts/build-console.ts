/** Builds the operations console, and puts it where the command finds it. Its packages are installed when they changed. */
import { execFileSync } from 'node:child_process';
import { cp, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

const APP = 'apps/console';
const TO = 'dist/console';

const run = (...args: readonly string[]) =>
  execFileSync('npm', args, { cwd: APP, stdio: 'inherit', shell: process.platform === 'win32' });

const changed = async (file: string) => (await stat(join(APP, file)).catch(() => undefined))?.mtimeMs ?? 0;

if ((await changed('node_modules/.package-lock.json')) < (await changed('package-lock.json'))) run('ci');
run('run', 'build');
await rm(TO, { recursive: true, force: true });
await cp(join(APP, 'dist/browser'), TO, { recursive: true });
await cp(join(APP, 'dist/3rdpartylicenses.txt'), join(TO, '3rdpartylicenses.txt'));
