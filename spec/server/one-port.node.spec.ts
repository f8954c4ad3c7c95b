import { once } from 'node:events';
import { request } from 'node:https';
import { connect as connectHttp2 } from 'node:http2';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import { connect as connectTls } from 'node:tls';
import { credentials } from '@grpc/grpc-js';
import { firstValueFrom, NEVER, Subject } from 'rxjs';
import { StatusCode } from '../../src/index.js';
import type { OperationsServer } from '../../src/server/index.js';
import { serveOperations } from '../../src/server/index.js';
import { rpcFailureOf } from '../support/grpc-failure.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { AS_LOCALHOST, serveTls } from '../support/grpc-tls.js';
import { send } from '../support/http-fixture.js';
import { NAME } from '../support/messages.js';
import { clientWith } from '../support/operations-client-with.js';
import { runToExit } from '../support/server-exit.js';

const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
/** The type, at offset 3, of the frame with which each side of HTTP/2 begins. */
const SETTINGS = 4;

describe('One port', () => {
  const fixture = grpcFixture();

  const openSocket = async (port: number): Promise<Socket> => {
    const socket = connect(port, '127.0.0.1').setNoDelay();
    fixture.closeLater(() => socket.destroy());
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return socket;
  };

  it('speaks gRPC and HTTP/1', async () => {
    const { server, client } = await fixture.open();
    expect(server.url).toBe(`http://${server.target}`);
    expect((await send(server, 'GET /v1/operations/1')).status).toBe(404);
    expect((await rpcFailureOf(client.getOperation({ name: NAME }))).code).toBe(StatusCode.NOT_FOUND);
  });

  it('has an address of IPv6 in brackets', async () => {
    const server = await fixture.serve({ operations: fixture.store(), host: '::1' });
    expect(server.url).toBe(`http://[::1]:${server.port}`);
    expect((await send(server, 'GET /v1/operations/1')).status).toBe(404);
  });

  it('knows HTTP/2 when its first bytes come one by one', async () => {
    const { server } = await fixture.open();
    const socket = await openSocket(server.port);
    const answered = once(socket, 'data') as Promise<[Buffer]>;
    await writeSlowly(server, socket, PREFACE.slice(0, 5));
    socket.write(PREFACE.slice(5) + '\0\0\0\x04\0\0\0\0\0');
    expect((await answered)[0][3]).toBe(SETTINGS);
  });

  for (const method of ['PUT', 'POST', 'PATCH', 'PROPFIND', 'GET']) {
    it(`knows HTTP/1 when the first bytes of ${method} come one by one`, async () => {
      const { server } = await fixture.open();
      const socket = await openSocket(server.port);
      const answered = once(socket, 'data') as Promise<[Buffer]>;
      await writeSlowly(server, socket, method.slice(0, 4));
      socket.write(`${method.slice(4)} /x HTTP/1.1\r\nHost: localhost\r\n\r\n`);
      expect((await answered)[0].toString()).toMatch(/^HTTP\/1\.1 404/);
    });
  }

  for (const garbage of [
    '\0\x01\x02\r\n\r\n',
    'PRI is not all\r\n\r\n',
    '\x16\x03\x01\x02\0\x01',
    'GET nothing\r\n\r\n',
  ]) {
    it(`hangs up on ${JSON.stringify(garbage)}, and goes on`, async () => {
      const { server } = await fixture.open();
      const socket = await openSocket(server.port);
      socket.resume().write(garbage);
      await once(socket, 'close');
      expect((await send(server, 'GET /v1/operations/1')).status).toBe(404);
    });
  }

  for (const [what, bytes] of [
    ['says nothing', ''],
    ['breaks off in its first bytes', 'PR'],
    ['breaks off in its headers', 'GET / HTTP/1.1\r\nHo'],
  ] as const) {
    it(`hangs up on a client that ${what}`, async () => {
      const server = await fixture.serve({ operations: fixture.store(), handshakeTimeout: 20 });
      const socket = await openSocket(server.port);
      socket.resume().write(bytes);
      await expectAsync(once(socket, 'close')).toBeResolved();
    });
  }

  it('hangs up on a client that does so in its first bytes', async () => {
    const { server } = await fixture.open();
    const socket = await openSocket(server.port);
    socket.resume().end('PR');
    await expectAsync(once(socket, 'close')).toBeResolved();
  });

  it('hangs up on a client that begins no TLS', async () => {
    const { server } = await serveTls(fixture, { handshakeTimeout: 20 });
    const socket = await openSocket(server.port);
    socket.resume();
    await expectAsync(once(socket, 'close')).toBeResolved();
  });

  it('a client that resets its connection harms nobody', async () => {
    const { server } = await fixture.open();
    for (const bytes of ['', 'P', PREFACE, 'GET / HTTP/1.1\r\n']) {
      const socket = await openSocket(server.port);
      socket.write(bytes);
      await send(server, 'GET /v1/operations/1');
      socket.resetAndDestroy();
    }
    expect((await send(server, 'GET /v1/operations/1')).status).toBe(404);
  });

  it('refuses what is not gRPC over HTTP/2', async () => {
    const { server } = await fixture.open();
    const session = connectHttp2(server.url);
    fixture.closeLater(() => session.destroy());
    const stream = session.request({ ':path': '/v1/operations' });
    const [headers] = (await once(stream, 'response')) as [Record<string, unknown>];
    expect(headers[':status']).toBe(415);
  });

  for (const handshakeTimeout of [0, -1, NaN, 2 ** 31]) {
    it(`refuses a handshakeTimeout of ${handshakeTimeout}`, async () => {
      await expectAsync(serveOperations({ operations: fixture.store(), handshakeTimeout })).toBeRejectedWithError(
        RangeError,
        /^handshakeTimeout must be a number from 1 to 2,147,483,647, and finite; found/,
      );
    });
  }

  describe('in TLS', () => {
    it('speaks gRPC, and HTTP/1 to those who offer both, as browsers do', async () => {
      const { server, certificate } = await serveTls(fixture);
      expect(server.url).toBe(`https://${server.target}`);
      const client = await fixture.connect(server.target, {
        credentials: credentials.createSsl(Buffer.from(certificate)),
        channelOptions: AS_LOCALHOST,
      });
      expect((await rpcFailureOf(client.getOperation({ name: NAME }))).code).toBe(StatusCode.NOT_FOUND);
      const trust = { ca: certificate, servername: 'localhost' };
      const sent = request(`${server.url}/v1/operations/1`, { ...trust, headers: { host: 'any.example.com' } }).end();
      const [response] = (await once(sent, 'response')) as [IncomingMessage];
      expect([response.statusCode, await textOf(response)]).toEqual([404, jasmine.stringContaining('NOT_FOUND')]);
      const socket = connectTls(server.port, '127.0.0.1', { ...trust, ALPNProtocols: ['h2', 'http/1.1'] });
      fixture.closeLater(() => socket.destroy());
      await once(socket, 'secureConnect');
      expect(socket.alpnProtocol).toBe('http/1.1');
    });
  });

  describe('closes', () => {
    it('with the answers that are due, over connections that are kept alive', async () => {
      const asked$ = new Subject<void>();
      const waitOperation = () => {
        asked$.next();
        return NEVER;
      };
      const server = await fixture.serve({ operations: clientWith({ waitOperation }) });
      const asked = firstValueFrom(asked$, { defaultValue: undefined });
      const waiting = send(server, `POST /v1/${NAME}:wait`, {});
      await asked;
      const idle = await openSocket(server.port);
      await server.close();
      const { status, headers, body } = await waiting;
      expect([status, headers.get('connection')]).toEqual([503, 'close']);
      expect((body as { error: object }).error).toEqual(jasmine.objectContaining({ status: 'UNAVAILABLE' }));
      if (!idle.closed) await once(idle, 'close');
      await expectAsync(fetch(server.url)).toBeRejected();
    });

    it('at once on clients that have said nothing so far, and after a while on those that never go', async () => {
      const { server } = await fixture.open();
      const speaking = await openSocket(server.port);
      speaking.resume().write('GET / HTTP/1.1\r\n');
      const silent = await openSocket(server.port);
      silent.resume();
      const order: string[] = [];
      silent.on('close', () => order.push('silent'));
      const closed = once(speaking, 'close').then(() => order.push('speaking'));
      await send(server, 'GET /v1/operations/1');
      await server.close();
      await closed;
      expect(order).toEqual(['silent', 'speaking']);
    });

    it('and leaves nothing that keeps the process alive', async () => {
      const { output, code } = await runToExit(`
        import { InMemoryOperations, serveOperations } from './src/server/index.js';
        import { NEVER } from 'rxjs';
        const operations = new InMemoryOperations();
        const server = await serveOperations({ operations });
        const { name } = operations.start(NEVER, {});
        const waiting = fetch(server.url + '/v1/' + name + ':wait', { method: 'POST' });
        await fetch(server.url + '/v1/operations').then((response) => response.text());
        await server.close();
        console.log((await waiting).status);
      `);
      expect([output, code]).toEqual(['503\n', 0]);
    });
  });

  describe('without the packages that HTTP needs', () => {
    const HIDDEN = `
      import { register } from 'node:module';
      const hooks = "export const resolve = (specifier, context, next) => { " +
        "if (specifier.startsWith('@connectrpc/')) throw new Error('not installed'); return next(specifier, context); };";
      register('data:text/javascript,' + encodeURIComponent(hooks));
      const { InMemoryOperations, serveOperations } = await import('./src/server/index.js');
      const serve = (options) => serveOperations({ operations: new InMemoryOperations(), ...options });`;

    it('speaks gRPC alone, and says why', async () => {
      const { output } = await runToExit(`${HIDDEN}
        const server = await serve({ onError: (error, method) => console.log(method, error.message) });
        const response = await fetch(server.url + '/v1/operations');
        console.log(response.status, await response.text());
        await server.close();
      `);
      expect(output).toMatch(/^HTTP Cannot load .* missing: npm install .*@connectrpc\/connect-node\n501 .*gRPC alone/);
    });

    it('does not start when pages are to call', async () => {
      const { output } = await runToExit(`${HIDDEN}
        await serve({ cors: { origins: ['*'] } }).catch((error) => console.log(error.message));
      `);
      expect(output).toMatch(
        /^Cannot load @bufbuild\/protobuf, @connectrpc\/connect, @connectrpc\/connect-node\. Install what is missing/,
      );
    });
  });

  /** Writes byte by byte; each goes by itself, as the server answers somebody else in between. */
  async function writeSlowly(server: OperationsServer, socket: Socket, bytes: string): Promise<void> {
    for (const byte of bytes) {
      socket.write(byte);
      await send(server, 'GET /v1/operations/1');
    }
  }
});
