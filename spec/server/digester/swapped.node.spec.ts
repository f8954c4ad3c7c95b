import { mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lastValueFrom } from 'rxjs';
import { isRpcError, StatusCode } from '../../../src/index.js';
import { loadDefinitions, loadGoogleDefinitions } from '../../../src/protobuf/load-definitions.js';
import type { MessageTypes } from '../../../src/protobuf/message-types.js';
import { messageTypes } from '../../../src/protobuf/message-types.js';
import { digestTree$ } from '../../../src/server/digester/digest-tree.js';
import { openFolder } from '../../../src/server/digester/open-folder.js';
import type { DigestTreeResponse } from '../../../src/server/index.js';
import { digesterProto } from '../../../src/server/index.js';
import { grpcFixture } from '../../support/grpc-fixture.js';
import { tempDir } from '../../support/server-temp-dir.js';
import { startSwapping } from '../../support/swapper.js';

/** With these, half of the digests held files from outside, when folders were opened by their paths. */
const DIGESTS = 100;
const FILES = Array.from({ length: 20 }, (_, index) => `f${index}`);

/** The digest of no files. */
const NOTHING = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

describe('a digest, while another process swaps what it reads for a link', () => {
  const fixture = grpcFixture();
  let base: string;
  let root: string;
  let types: MessageTypes;

  beforeEach(async () => {
    base = await tempDir(fixture);
    root = join(base, 'root');
    for (const folder of ['root/a/b', 'outside/b']) {
      await mkdir(join(base, folder), { recursive: true });
      for (const file of FILES) await writeFile(join(base, folder, file), folder);
    }
    const [google, own] = await Promise.all([loadGoogleDefinitions(), loadDefinitions([digesterProto])]);
    types = messageTypes({ ...google, ...own });
  });

  const digest = async (path = ''): Promise<DigestTreeResponse> => {
    const end = await lastValueFrom(digestTree$(await openFolder(root, path, types), { maxFiles: 100, types }));
    return (end as { response: DigestTreeResponse }).response;
  };

  for (const [what, path, target, asked] of [
    ['a folder', 'a', '../outside', ''],
    ['a folder below it', 'a/b', '../../outside/b', ''],
    ['a folder above the one that is asked for', 'a', '../outside', 'a/b'],
    ['the folder that is asked for', 'a/b', '../../outside/b', 'a/b'],
    ['a file', 'a/b/f0', '../../../outside/b/f0', ''],
  ] as const) {
    it(`folder-swapped-for-a-link: has nothing from outside: ${what}`, async () => {
      const whole = await digest(asked);
      await rename(join(root, path), join(base, 'aside'));
      const expected = new Set([whole.sha256, NOTHING]);
      if (path.endsWith('f0')) expected.add((await digest(asked)).sha256);
      await rename(join(base, 'aside'), join(root, path));
      await startSwapping(fixture, { path: join(root, path), aside: join(base, 'aside'), target });
      const refusals = new Set<number>();
      for (let i = 0; i < DIGESTS; i += 1) {
        try {
          const { sha256 } = await digest(asked);
          if (!expected.has(sha256)) throw new Error(`digest ${i} holds something from outside`);
        } catch (error) {
          if (!isRpcError(error)) throw error;
          refusals.add(error.code);
        }
      }
      // That the two met.
      expect(refusals.size).toBeGreaterThan(0);
      const codes: number[] = [StatusCode.FAILED_PRECONDITION, StatusCode.NOT_FOUND, StatusCode.INVALID_ARGUMENT];
      for (const code of refusals) expect(codes).toContain(code);
    });
  }

  for (const [what, swap, errno] of [
    ['for a link', () => symlink('outside', root), 'ENOTDIR'],
    ['for another folder', () => mkdir(root), 'ESTALE'],
  ] as const) {
    it(`fails when the root itself was swapped ${what} after it was found`, async () => {
      const folder = await openFolder(root, 'a', types);
      await rename(root, join(base, 'aside'));
      await swap();
      await expectAsync(lastValueFrom(digestTree$(folder, { maxFiles: 100, types }))).toBeRejectedWith(
        jasmine.objectContaining({
          code: StatusCode.FAILED_PRECONDITION,
          statusMessage: `cannot be read (${errno}): "."`,
        }),
      );
    });
  }
});
