import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serveOperations } from '../../src/server/index.js';
import { rpcFailureOf } from '../support/grpc-failure.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { send } from '../support/http-fixture.js';
import { NAME } from '../support/messages.js';

const AS_BROWSER = { accept: 'text/html,*/*' };

describe('An application for browsers on the port of the server', () => {
  const fixture = grpcFixture();
  let webRoot: string;

  beforeEach(async () => {
    webRoot = await mkdtemp(join(tmpdir(), 'web-root-'));
    await writeFile(join(webRoot, 'index.html'), '<title>page</title>');
    await writeFile(join(webRoot, 'main-XLWT2DOY.js'), 'run()');
  });

  afterEach(() => rm(webRoot, { recursive: true }));

  it('is served where there is nothing else, beside every protocol', async () => {
    const server = await fixture.serve({ operations: fixture.store(), webRoot });
    const client = await fixture.connect(server.target);
    expect((await send(server, 'GET /operations/1', undefined, AS_BROWSER)).body).toBe('<title>page</title>');
    expect((await send(server, 'GET /main-XLWT2DOY.js')).body).toBe('run()');
    expect((await send(server, 'GET /v1/operations', undefined, AS_BROWSER)).body).toEqual({ operations: [] });
    expect((await send(server, 'POST /google.longrunning.Operations/ListOperations', {})).status).toBe(200);
    expect((await rpcFailureOf(client.getOperation({ name: NAME }))).statusMessage).toContain(NAME);
  });

  it('leaves the answer to a path of nothing, and to a method that a path does not take, as they are', async () => {
    const server = await fixture.serve({ operations: fixture.store(), webRoot });
    expect((await send(server, 'GET /missing.js')).status).toBe(404);
    expect((await send(server, 'GET /missing.js')).body).toEqual({
      error: { code: 404, status: 'NOT_FOUND', message: 'there is no such path', details: [] },
    });
    expect((await send(server, 'PUT /v1/operations/1')).status).toBe(405);
  });

  it('has an index.html, or nothing is served', async () => {
    const serving = serveOperations({ operations: fixture.store(), webRoot: join(webRoot, 'dist') });
    await expectAsync(serving).toBeRejectedWithError(
      TypeError,
      /^webRoot has no index\.html: ".*dist" is no application/,
    );
  });
});
