import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { OperationsServer, ServeOptions } from '../../src/server/index.js';
import { serveOperations } from '../../src/server/index.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { send } from '../support/http-fixture.js';

const PAGE = 'https://app.example.com';
const LIST = '/v1/operations';
const CONNECT = '/google.longrunning.Operations/ListOperations';

describe('A page of another origin', () => {
  const fixture = grpcFixture();

  const serve = (origins?: readonly string[], options: Partial<ServeOptions> = {}): Promise<OperationsServer> =>
    fixture.serve({ operations: fixture.store(), cors: origins && { origins }, ...options });

  const preflight = (server: OperationsServer, path: string, origin = PAGE) =>
    send(server, `OPTIONS ${path}`, undefined, {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,connect-protocol-version',
    });

  for (const path of [LIST, CONNECT]) {
    it(`may ask ${path} what is allowed, when it is given`, async () => {
      const { status, headers } = await preflight(await serve(['http://localhost:4200', PAGE]), path);
      expect(status).toBe(204);
      expect(headers.get('access-control-allow-origin')).toBe(PAGE);
      expect(headers.get('access-control-allow-methods')).toBe('GET, POST, PUT, PATCH, DELETE');
      expect(headers.get('access-control-allow-headers')).toBe('authorization,connect-protocol-version');
      expect(headers.get('access-control-allow-credentials')).toBeNull();
      expect(headers.get('vary')).toContain('Origin');
    });
  }

  it('may call and read what it needs, when it is given', async () => {
    const server = await serve([PAGE]);
    for (const [line, body] of [
      [`GET ${LIST}`, undefined],
      [`POST ${CONNECT}`, {}],
      // An error, too, has to be readable.
      ['GET /v1/operations/1', undefined],
      ['OPTIONS /v1/operations/1', undefined],
    ] as const) {
      const { headers } = await send(server, line, body, { origin: PAGE });
      expect(headers.get('access-control-allow-origin')).toBe(PAGE);
      expect(headers.get('access-control-expose-headers')).toMatch(/Grpc-Status.*Retry-After/);
      expect(headers.get('vary')).toContain('Origin');
    }
  });

  it('may call when all are, and it is not named then', async () => {
    const { status, headers } = await send(await serve(['*']), `GET ${LIST}`, undefined, { origin: 'null' });
    expect(status).toBe(200);
    expect(headers.get('access-control-allow-origin')).toBe('*');
  });

  for (const [what, origins] of [
    ['none is given', undefined],
    ['another is given', ['https://example.com', 'http://app.example.com', `${PAGE}:8443`]],
  ] as const) {
    it(`is refused when ${what}, before anything is done`, async () => {
      const operations = fixture.store();
      const started = spyOn(operations, 'cancelOperation').and.callThrough();
      const server = await serve(origins, { operations });
      expect((await preflight(server, LIST)).headers.get('access-control-allow-origin')).toBeNull();
      const { status, headers } = await send(server, 'POST /v1/operations/1:cancel', undefined, { origin: PAGE });
      expect([status, headers.get('access-control-allow-origin')]).toEqual([403, null]);
      expect(started).not.toHaveBeenCalled();
    });
  }

  it('is none when it is of the server itself', async () => {
    const server = await serve();
    const { status, headers } = await send(server, `GET ${LIST}`, undefined, { origin: server.url });
    expect([status, headers.get('access-control-allow-origin')]).toEqual([200, null]);
  });

  for (const origin of ['app.example.com', `${PAGE}/`, 'https://App.example.com', 'https://a b', '']) {
    it(`cannot be ${JSON.stringify(origin)}`, async () => {
      await expectAsync(
        serveOperations({ operations: fixture.store(), cors: { origins: [origin] } }),
      ).toBeRejectedWithError(
        TypeError,
        /^".*" is no origin: expected one such as "https:.*", without a path, or "\*"\.$/,
      );
    });
  }
});

describe('A request for another host', () => {
  const fixture = grpcFixture();

  /** Not by fetch, which sets the host itself. */
  const statusFor = async (server: OperationsServer, host: string): Promise<number | undefined> => {
    const sent = request({ host: '127.0.0.1', port: server.port, path: LIST, headers: { host } }).end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    response.resume();
    return response.statusCode;
  };

  it('is refused on a loopback address: a page could have made its name that of this machine', async () => {
    const server = await fixture.serve({ operations: fixture.store() });
    for (const host of ['127.0.0.1', `localhost:${server.port}`, '127.1.2.3', '[::1]:80']) {
      expect(await statusFor(server, host))
        .withContext(host)
        .toBe(200);
    }
    for (const host of ['evil.example.com', `evil.example.com:${server.port}`, 'localhost.example.com', '10.0.0.1']) {
      expect(await statusFor(server, host))
        .withContext(host)
        .toBe(421);
    }
    for (const host of ['a b', '[', 'a:b'])
      expect(await statusFor(server, host))
        .withContext(host)
        .toBe(400);
  });

  it('is answered where cleartext for others is meant', async () => {
    const server = await fixture.serve({ operations: fixture.store(), insecure: true });
    expect(await statusFor(server, 'app.example.com')).toBe(200);
    expect(await statusFor(server, '[')).toBe(400);
  });
});
