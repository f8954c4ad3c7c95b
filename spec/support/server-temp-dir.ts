import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GrpcFixture } from './grpc-fixture.js';

/** A folder that is gone after the spec. Other users can read it. */
export async function tempDir(fixture: GrpcFixture): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'longrunning-spec-'));
  fixture.closeLater(() => rm(dir, { recursive: true }));
  await chmod(dir, 0o755);
  return dir;
}
