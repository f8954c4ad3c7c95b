import type { ServerResponse } from 'node:http';
import type { ServerHttp2Stream } from 'node:http2';
import { constants } from 'node:http2';
import { defer, firstValueFrom, NEVER, Subject } from 'rxjs';
import { connectOperationsClient } from '../../src/connect/index.js';
import { getOperation$, StatusCode } from '../../src/index.js';
import { rpcFailureOf } from '../support/grpc-failure.js';
import { NAME } from '../support/messages.js';
import { ScriptedClient } from '../support/scripted-client.js';
import type { SpecServer } from './serve-connect.js';
import { connectListener, grpcTransport, httpTransports, serveHttp, serveHttp2 } from './serve-connect.js';

/** What a connection, or a proxy on the way, does instead of the server. */
const faults: Readonly<Record<string, (response: ServerResponse) => void>> = {
  'that resets the connection': (response) => response.socket?.resetAndDestroy(),
  'that closes the connection': (response) => response.destroy(),
  'that is 502 with HTML': (response) => response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Oh</h1>'),
  'that is 502 with JSON cut off': (response) =>
    response.writeHead(502, { 'content-type': 'application/json' }).end('{"code":'),
  'that is 503 and empty': (response) => response.writeHead(503).end(),
};

/** Half an answer in the format that was asked for. */
function halfAnAnswer(response: ServerResponse): void {
  const type = response.req.headers['content-type'];
  response.writeHead(200, { 'content-type': type, 'content-length': 100 }).write('\0\0\0\0\x09{"', () => {
    response.destroy();
  });
}

describe('connectOperationsClient, where the server is lost,', () => {
  const servers: SpecServer[] = [];
  const serve = async (serving: Promise<SpecServer>): Promise<SpecServer> => {
    const server = await serving;
    servers.push(server);
    return server;
  };

  afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

  for (const [title, transport] of Object.entries(httpTransports)) {
    for (const [what, fault] of Object.entries({ ...faults, 'that is cut off': halfAnAnswer })) {
      it(`UNAVAILABLE for an answer ${what}: ${title}`, async () => {
        const { baseUrl } = await serve(
          serveHttp((request, response) => request.resume().on('end', () => fault(response))),
        );
        const error = await rpcFailureOf(getOperation$(connectOperationsClient(transport(baseUrl)), NAME));
        expect(error.code).withContext(error.message).toBe(StatusCode.UNAVAILABLE);
        expect(error.message).toContain(`GetOperation of "${NAME}": UNAVAILABLE: `);
      });
    }

    it(`retry-info: Retry-After of a proxy is how long to wait: ${title}`, async () => {
      const { baseUrl } = await serve(
        serveHttp((request, response) =>
          request.resume().on('end', () => response.writeHead(503, { 'retry-after': '7' }).end()),
        ),
      );
      const error = await rpcFailureOf(getOperation$(connectOperationsClient(transport(baseUrl)), NAME));
      expect([error.code, error.retryDelay]).toEqual([StatusCode.UNAVAILABLE, 7_000]);
    });
  }

  const givenUp: Readonly<Record<string, (stream: ServerHttp2Stream) => void>> = {
    'a call that the server refuses, as it closes': (stream) => stream.close(constants.NGHTTP2_REFUSED_STREAM),
    'a connection that the server ends with an error': ({ session }) =>
      session?.destroy(undefined, constants.NGHTTP2_INTERNAL_ERROR),
  };
  for (const [what, giveUp] of Object.entries(givenUp)) {
    it(`UNAVAILABLE for ${what}: gRPC`, async () => {
      const { baseUrl } = await serve(serveHttp2(({ stream }) => giveUp(stream)));
      const error = await rpcFailureOf(getOperation$(connectOperationsClient(grpcTransport(baseUrl)), NAME));
      expect(error.code).withContext(error.message).toBe(StatusCode.UNAVAILABLE);
    });
  }

  it('UNAVAILABLE for a call that is in flight when the server is killed: gRPC', async () => {
    const asked$ = new Subject<void>();
    const stalled$ = defer(() => {
      asked$.next();
      return NEVER;
    });
    const server = await serveHttp2(connectListener(new ScriptedClient({ getOperation: [stalled$] })));
    const asked = firstValueFrom(asked$);
    const failure = rpcFailureOf(getOperation$(connectOperationsClient(grpcTransport(server.baseUrl)), NAME));
    await asked;
    await server.close();
    expect((await failure).code).toBe(StatusCode.UNAVAILABLE);
  });
});
