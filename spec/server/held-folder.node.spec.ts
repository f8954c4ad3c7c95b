import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, rename, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Root } from '../../src/server/held-folder.js';
import { findRoot, holdFolder, openFile } from '../../src/server/held-folder.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { tempDir } from '../support/server-temp-dir.js';

for (const byDescriptor of [true, false]) {
  describe(`holdFolder, by ${byDescriptor ? 'descriptors' : 'paths'}`, () => {
    const fixture = grpcFixture();
    let base: string;
    let root: Root;

    beforeEach(async () => {
      base = await tempDir(fixture);
      for (const folder of ['root/a/b', 'outside/b']) {
        await mkdir(join(base, folder), { recursive: true });
        await writeFile(join(base, folder, 'file'), folder);
      }
      root = await findRoot(join(base, 'root'));
    });

    const hold = async (path: string) => {
      const folder = await holdFolder(root, path, { byDescriptor });
      fixture.closeLater(() => folder.close());
      return folder;
    };

    const swapForLink = async (path: string): Promise<void> => {
      await rename(join(base, 'root', path), join(base, 'aside'));
      await symlink(join(base, 'outside', path.replace(/^a\/?/, '')), join(base, 'root', path));
    };

    it('lists and opens what the folder has', async () => {
      const folder = await hold('./a/b');
      expect(await readdir(folder.entry(''))).toEqual(['file']);
      const file = await openFile(folder, 'file');
      fixture.closeLater(() => file.close());
      expect(await file.readFile('utf8')).toBe('root/a/b');
      await expectAsync(folder.check()).toBeResolved();
    });

    for (const path of ['a', 'a/b']) {
      it(`does not go through a link: ${path}`, async () => {
        await swapForLink(path);
        const code = jasmine.stringMatching(byDescriptor ? 'ENOTDIR' : 'ESTALE') as unknown as string;
        await expectAsync(holdFolder(root, 'a/b', { byDescriptor })).toBeRejectedWith(
          jasmine.objectContaining({ code }),
        );
      });

      it(`has nothing of what was put in the place of the folder since: ${path}`, async () => {
        const folder = await hold('a/b');
        await swapForLink(path);
        const opened = openFile(folder, 'file').then(async (file) => {
          fixture.closeLater(() => file.close());
          return file.readFile('utf8');
        });
        if (byDescriptor) expect(await opened).toBe('root/a/b');
        else await expectAsync(opened).toBeRejectedWith(jasmine.objectContaining({ code: 'ESTALE' }));
      });
    }

    it('refuses a path that is too long', async () => {
      await expectAsync(holdFolder(root, './a'.repeat(2_000), { byDescriptor })).toBeRejectedWith(
        jasmine.objectContaining({ code: 'ENAMETOOLONG' }),
      );
    });

    it('refuses a file where a folder was', async () => {
      await expectAsync(holdFolder(root, 'a/b/file', { byDescriptor })).toBeRejectedWith(
        jasmine.objectContaining({ code: 'ENOTDIR' }),
      );
    });

    const others: readonly [string, string, (path: string) => Promise<unknown>][] = [
      ['a link', 'ELOOP', (path) => symlink('file', path)],
      ['a pipe, and does not wait for who writes to it', 'EFTYPE', (path) => promisify(execFile)('mkfifo', [path])],
      ['a folder', 'EFTYPE', (path) => mkdir(path)],
      [
        'a socket',
        'ENXIO',
        async (path) => {
          const server = createServer().listen(path);
          fixture.closeLater(() => server.close());
          await once(server, 'listening');
        },
      ],
    ];
    for (const [what, code, make] of others) {
      it(`opens no file that is ${what}`, async () => {
        await make(join(base, 'root/a/b/other'));
        const folder = await hold('a/b');
        await expectAsync(openFile(folder, 'other')).toBeRejectedWith(jasmine.objectContaining({ code }));
      });
    }
  });
}
