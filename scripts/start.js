// What `npm start` runs: the command `digest`. With `--console`, the console that it shows is built first.
import { spawnSync } from 'node:child_process';

if (process.argv.includes('--console')) {
  const { status } = spawnSync('npm', ['run', 'build:console'], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 1);
}
process.argv.splice(2, 0, 'digest');
await import('../dist/src/cli/main.js');
