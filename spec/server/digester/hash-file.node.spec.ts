import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { lastValueFrom } from 'rxjs';
import { hashFile$ } from '../../../src/server/digester/hash-file.js';
import { grpcFixture } from '../../support/grpc-fixture.js';
import { tempDir } from '../../support/server-temp-dir.js';

describe('hashFile$', () => {
  const fixture = grpcFixture();

  it('refuses a pipe, which was put where a file was, and does not wait for who writes to it', async () => {
    const pipe = join(await tempDir(fixture), 'pipe');
    await promisify(execFile)('mkfifo', [pipe]);
    await expectAsync(lastValueFrom(hashFile$(pipe))).toBeRejectedWith(jasmine.objectContaining({ code: 'ESPIPE' }));
  });
});
