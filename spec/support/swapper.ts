import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { GrpcFixture } from './grpc-fixture.js';

/** Three paths of one file system. */
export interface Swapped {
  /** A folder or file, which is there, then not, then a link to `target`, then not, and so on. */
  readonly path: string;
  /** Where it is meanwhile. */
  readonly aside: string;
  readonly target: string;
}

/** Has another process swap a folder or file for a link, again and again, until the spec ends. */
export async function startSwapping(fixture: GrpcFixture, swapped: Swapped): Promise<void> {
  const child = fork(fileURLToPath(new URL('swapper-process.ts', import.meta.url)));
  fixture.closeLater(async () => {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  });
  child.send(swapped);
  await once(child, 'message');
}
