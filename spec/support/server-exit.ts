import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Runs a module in a process of its own, which must end by itself; what it printed, and its exit code. */
export async function runToExit(module: string): Promise<{ output: string; code: unknown }> {
  const args = ['--import', 'tsx', '--input-type=module', '--eval', module];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  return { output: Buffer.concat(chunks).toString(), code };
}
