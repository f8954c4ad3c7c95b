import { run } from '../support/run.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { buf } from './peers.js';
import type { OurServer } from './our-server.js';
import { serveOurs } from './our-server.js';

describe('buf curl, at our server', () => {
  const fixture = grpcFixture();
  let ours: OurServer;

  beforeEach(async () => {
    ours = await serveOurs(fixture);
  });

  for (const protocol of ['connect', 'grpc', 'grpcweb']) {
    const call = async (method: string, request: object): Promise<unknown> => {
      const flags = ['--schema', 'protos', '--protocol', protocol, '--data', JSON.stringify(request)];
      const http2 = protocol === 'grpc' ? ['--http2-prior-knowledge'] : [];
      return JSON.parse(await run(buf, ['curl', ...flags, ...http2, `${ours.url}/${method}`], '.'));
    };

    it(`starts an operation, and sees it fail: ${protocol}`, async () => {
      const started = await call('rxjs_longrunning.digest.v1.Digester/DigestTree', { path: 'fails' });
      const { name } = started as { readonly name: string };
      expect(await call('google.longrunning.Operations/GetOperation', { name })).toEqual({
        name,
        done: true,
        metadata: {
          '@type': 'type.googleapis.com/rxjs_longrunning.digest.v1.DigestTreeMetadata',
          filesDone: 7,
          bytesDone: `${2n ** 40n}`,
        },
        error: {
          code: 9,
          message: 'the disk is full',
          details: [
            {
              '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
              reason: 'DISK_FULL',
              domain: 'disks.example.com',
              metadata: { disk: 'sda' },
            },
            { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '1.500s' },
          ],
        },
      });
    });

    it(`is told why it is refused: ${protocol}`, async () => {
      const refused = call('rxjs_longrunning.digest.v1.Digester/DigestTree', { path: '..' });
      await expectAsync(refused).toBeRejectedWithError(
        /invalid_argument[^]*leads out of the root[^]*google[.]rpc[.]ErrorInfo/,
      );
    });
  }
});
