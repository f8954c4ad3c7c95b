import { firstValueFrom, NEVER, Subject } from 'rxjs';
import type { OperationMessage } from '../../src/index.js';
import type { OperationsServer, ServeOptions } from '../../src/server/index.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { serveTls } from '../support/grpc-tls.js';
import {
  END_HEADERS,
  Frame,
  framesOf,
  frame,
  grpcHeaders,
  grpcMessage,
  grpcRequest,
  hello,
} from '../support/http2-frames.js';
import { send } from '../support/http-fixture.js';
import { NAME } from '../support/messages.js';
import { clientWith } from '../support/operations-client-with.js';
import { openRaw } from '../support/raw-connection.js';

const LIST = 'GET /v1/operations HTTP/1.1\r\nHost: localhost\r\n\r\n';
const POST = `POST /google.longrunning.Operations/ListOperations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n`;
/** So long that what ends is ended by something else. */
const LONG = 1_000_000;

describe('A connection that is slow', () => {
  const fixture = grpcFixture();
  const serve = (options: Partial<ServeOptions>): Promise<OperationsServer> =>
    fixture.serve({ operations: fixture.store(), ...options });

  describe('half-open-connections: until its first request', () => {
    const STARTS: readonly [string, ...(string | Buffer)[]][] = [
      ['that says nothing', ''],
      ['that has sent the preface alone', hello().subarray(0, 24)],
      ['that has sent half of the preface', hello().subarray(0, 12)],
      ['that has sent its settings', hello()],
      ['that sends PING', hello(), frame(Frame.PING, 0, 0, Buffer.alloc(8))],
      ['that has sent half of its headers', hello(), frame(Frame.HEADERS, 0, 1, grpcHeaders('GetOperation'))],
      ['that has sent half a line', 'GET /v1/opera'],
      ['that has sent half of its headers of HTTP/1', LIST.slice(0, -3)],
    ];
    for (const [what, ...bytes] of STARTS) {
      it(`is closed when it takes too long: one ${what}`, async () => {
        const server = await serve({ handshakeTimeout: 20 });
        const slow = await openRaw(fixture, server.port);
        slow.send(...bytes);
        await expectAsync(slow.closed()).toBeResolved();
        expect((await send(server, 'GET /v1/operations')).status).toBe(200);
      });
    }

    for (const alpn of ['h2', 'http/1.1'] as const) {
      it(`is closed in TLS, too, after ${alpn} was agreed on`, async () => {
        const { server } = await serveTls(fixture, { handshakeTimeout: 100 });
        const slow = await openRaw(fixture, server.port, alpn);
        if (alpn === 'h2') slow.send(hello());
        await expectAsync(slow.closed()).toBeResolved();
      });
    }

    it('has time by other limits from then on', async () => {
      const server = await serve({ handshakeTimeout: 1_000 });
      const [first, second] = [await openRaw(fixture, server.port), await openRaw(fixture, server.port)];
      first.send(hello(), grpcRequest(1, 'ListOperations'));
      second.send(LIST);
      await first.until(({ received }) => framesOf(received).some(({ type }) => type === Frame.DATA));
      await second.until(({ text }) => text.includes('"operations"'));
      const silent = await openRaw(fixture, server.port);
      await silent.closed();
      expect([first.socket.closed, second.socket.closed]).toEqual([false, false]);
    });
  });

  describe('with its headers', () => {
    it('is closed when those of a later request take too long', async () => {
      const server = await serve({ handshakeTimeout: 100 });
      const slow = await openRaw(fixture, server.port);
      slow.send(LIST);
      await slow.until(({ text }) => text.includes('"operations"'));
      slow.send('GET /v1/operations HTTP/1.1\r\nHo');
      await expectAsync(slow.closed()).toBeResolved();
      expect(slow.text).toContain('HTTP/1.1 408 ');
    });
  });

  describe('with the body of a request', () => {
    for (const [what, bytes] of [
      ['has a length', `${POST}Content-Length: 100\r\n\r\n{`],
      ['comes in chunks', `${POST}Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n`],
      ['is for a path that reads none', 'POST /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{'],
    ] as const) {
      it(`is closed over HTTP/1, when it ${what}`, async () => {
        const server = await serve({ handshakeTimeout: LONG, limits: { requestTimeout: 50 } });
        const slow = await openRaw(fixture, server.port);
        slow.send(bytes);
        await expectAsync(slow.closed()).toBeResolved();
      });
    }

    const [head, half] = [
      frame(Frame.HEADERS, END_HEADERS, 1, grpcHeaders('ListOperations')),
      frame(Frame.DATA, 0, 1, grpcMessage(Buffer.alloc(100)).subarray(0, 50)),
    ];
    for (const [what, ...parts] of [
      ['nothing', head],
      ['half a message', head, half],
      ['a message, and no end', head, frame(Frame.DATA, 0, 1, grpcMessage(Buffer.alloc(0)))],
    ] as readonly [string, ...Buffer[]][]) {
      it(`is closed over gRPC, when ${what} follows`, async () => {
        const server = await serve({ handshakeTimeout: LONG, limits: { requestTimeout: 50 } });
        const slow = await openRaw(fixture, server.port);
        slow.send(hello(), ...parts);
        await expectAsync(slow.closed()).toBeResolved();
      });
    }

    it('is closed when more and more calls pass their deadline without a complete request', async () => {
      const server = await serve({ handshakeTimeout: LONG });
      const slow = await openRaw(fixture, server.port);
      slow.send(hello());
      for (let call = 0; call <= 100; call++) {
        const timeout = Buffer.concat([Buffer.of(0, 12), Buffer.from('grpc-timeout'), Buffer.of(2), Buffer.from('1m')]);
        slow.send(frame(Frame.HEADERS, END_HEADERS, 1 + 2 * call, grpcHeaders('GetOperation', timeout)));
      }
      await expectAsync(slow.closed()).toBeResolved();
    });
  });

  describe('between its requests', () => {
    it('is closed over HTTP/1', async () => {
      const server = await serve({ limits: { idleTimeout: 50 } });
      const idle = await openRaw(fixture, server.port);
      idle.send(LIST);
      await expectAsync(idle.closed()).toBeResolved();
      expect(idle.text).toContain('"operations"');
    });

    it('is closed over gRPC, with a farewell', async () => {
      const server = await serve({ limits: { idleTimeout: 50 } });
      const idle = await openRaw(fixture, server.port);
      idle.send(hello(), grpcRequest(1, 'ListOperations'));
      await idle.closed();
      const goaway = framesOf(idle.received).find(({ type }) => type === Frame.GOAWAY);
      expect(goaway?.payload.readUInt32BE(4)).toBe(0);
    });

    it('is closed when all that is left on it are the streams of calls that have ended', async () => {
      const server = await serve({ limits: { idleTimeout: 50 } });
      const idle = await openRaw(fixture, server.port);
      const timeout = Buffer.concat([Buffer.of(0, 12), Buffer.from('grpc-timeout'), Buffer.of(2), Buffer.from('1m')]);
      idle.send(hello(), frame(Frame.HEADERS, END_HEADERS, 1, grpcHeaders('GetOperation', timeout)));
      await expectAsync(idle.closed()).toBeResolved();
    });
  });

  it('is none while the server is the one that takes its time: a long poll outlasts every limit', async () => {
    const asked$ = new Subject<void>();
    const answer$ = new Subject<OperationMessage>();
    let asked = 0;
    const waitOperation = () => {
      if (++asked === 2) asked$.next();
      return answer$;
    };
    const operations = clientWith({ waitOperation, getOperation: () => NEVER });
    const limits = { requestTimeout: 50, answerTimeout: 50, idleTimeout: 50 };
    const server = await fixture.serve({ operations, handshakeTimeout: 100, limits });
    const bothAsked = firstValueFrom(asked$, { defaultValue: undefined });
    const [overGrpc, overRest] = [await openRaw(fixture, server.port), await openRaw(fixture, server.port)];
    overGrpc.send(hello(), grpcRequest(1, 'WaitOperation'));
    overRest.send(`POST /v1/${NAME}:wait HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n`);
    await bothAsked;
    for (let closed = 0; closed < 2; closed++) await (await openRaw(fixture, server.port)).closed();
    answer$.next({ name: NAME, done: false });
    await overGrpc.until(({ received }) => framesOf(received).some(({ type }) => type === Frame.DATA));
    await overRest.until(({ text }) => text.includes(`"name":"${NAME}"`));
    expect(overRest.text).toMatch(/^HTTP\/1\.1 200 /);
  });
});
