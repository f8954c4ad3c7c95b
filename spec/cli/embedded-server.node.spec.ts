import { startEmbeddedServer } from '../../src/cli/embedded-server.js';
import type { EmbeddedServer, EmbeddedServerOptions } from '../../src/cli/embedded-server.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { send } from '../support/http-fixture.js';

describe('The server of longrunning serve', () => {
  const fixture = grpcFixture();

  const start = async (options: Partial<EmbeddedServerOptions>): Promise<EmbeddedServer> => {
    const server = await startEmbeddedServer({ root: 'protos', port: 0, ...options }, process);
    fixture.closeLater(() => server.close());
    return server;
  };

  it('takes calls of the pages that it was told of, and of no others', async () => {
    const server = await start({ corsOrigin: ['http://localhost:4200'] });
    const { status } = await send(server, 'GET /v1/operations', undefined, { origin: 'http://localhost:4200' });
    expect(status).toBe(200);
    expect((await send(server, 'GET /v1/operations', undefined, { origin: 'http://a.test' })).status).toBe(403);
    const closed = await start({});
    expect((await send(closed, 'GET /v1/operations', undefined, { origin: 'http://a.test' })).status).toBe(403);
  });

  it('says which origin is none', async () => {
    await expectAsync(start({ corsOrigin: ['localhost:4200'] })).toBeRejectedWithError(
      /^"localhost:4200" is no origin/,
    );
  });
});
