import { once } from 'node:events';
import { firstValueFrom, lastValueFrom, NEVER, of, Subject, take, toArray } from 'rxjs';
import { StatusCode } from '../../src/index.js';
import type { ServeLimits } from '../../src/server/index.js';
import { serveOperations } from '../../src/server/index.js';
import { rpcFailureOf } from '../support/grpc-failure.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { END_HEADERS, Frame, frame, framesOf, grpcHeaders, grpcRequest, hello } from '../support/http2-frames.js';
import { send } from '../support/http-fixture.js';
import { NAME, running } from '../support/messages.js';
import { clientWith } from '../support/operations-client-with.js';
import { openRaw } from '../support/raw-connection.js';

const WAIT = `POST /v1/${NAME}:wait HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n`;
const GET = `GET /v1/${NAME} HTTP/1.1\r\nHost: localhost\r\n\r\n`;

describe('The limits of a server', () => {
  const fixture = grpcFixture();

  /** A server whose waits do not end by themselves, and tell of each. */
  const serve = async (limits: ServeLimits) => {
    const waiting$ = new Subject<void>();
    const answer$ = new Subject<void>();
    const waitOperation = () => {
      waiting$.next();
      return NEVER;
    };
    const operations = clientWith({ waitOperation, getOperation: () => of(running()) });
    const server = await fixture.serve({ operations, limits });
    const waiting = (count: number) => lastValueFrom(waiting$.pipe(take(count), toArray()));
    return { server, waiting, answer$ };
  };

  describe('of connections', () => {
    it('close the one that has had no call for longest, when there is a new one', async () => {
      const { server } = await serve({ connections: 2 });
      const [first, second] = [await openRaw(fixture, server.port), await openRaw(fixture, server.port)];
      // Has a call after the second one was opened, so that the second one is idle for longer.
      first.send(GET);
      await first.until(({ text }) => text.includes(NAME));
      const third = await openRaw(fixture, server.port);
      await second.closed();
      third.send(GET);
      await third.until(({ text }) => text.includes(NAME));
      expect(first.socket.closed).toBeFalse();
    });

    it('close a new one when all have calls, over either HTTP', async () => {
      const { server, waiting } = await serve({ connections: 2 });
      const [first, second] = [await openRaw(fixture, server.port), await openRaw(fixture, server.port)];
      const both = waiting(2);
      first.send(hello(), grpcRequest(1, 'WaitOperation'));
      second.send(WAIT);
      await both;
      const third = await openRaw(fixture, server.port);
      await third.closed();
      expect([first.socket.closed, second.socket.closed]).toEqual([false, false]);
      second.socket.destroy();
      await first.until(({ received }) => framesOf(received).length > 0);
    });

    it('count none that is over', async () => {
      const { server } = await serve({ connections: 1 });
      for (let turn = 0; turn < 5; turn++) {
        const connection = await openRaw(fixture, server.port);
        connection.send(turn % 2 ? hello() : '', turn % 2 ? grpcRequest(1, 'GetOperation') : GET);
        await connection.until(({ received }) => received.includes(NAME));
        connection.socket.destroy();
        await once(connection.socket, 'close');
      }
      expect((await send(server, `GET /v1/${NAME}`)).status).toBe(200);
    });
  });

  describe('of calls', () => {
    it('refuse those beyond, over every protocol, and take others when some have ended', async () => {
      const { server, waiting } = await serve({ calls: 2 });
      const both = waiting(2);
      const [first, second] = [await openRaw(fixture, server.port), await openRaw(fixture, server.port)];
      first.send(hello(), grpcRequest(1, 'WaitOperation'));
      second.send(WAIT);
      await both;
      const rest = await send(server, `GET /v1/${NAME}`);
      expect([rest.status, rest.headers.get('retry-after')]).toEqual([429, '1']);
      expect(rest.body).toEqual({ error: jasmine.objectContaining({ status: 'RESOURCE_EXHAUSTED' }) });
      expect((await send(server, 'POST /google.longrunning.Operations/GetOperation', {})).status).toBe(429);
      const client = await fixture.connect(server.target);
      const failure = await rpcFailureOf(client.getOperation({ name: NAME }));
      expect([failure.code, failure.retryDelay]).toEqual([StatusCode.RESOURCE_EXHAUSTED, 1_000]);
      first.send(frame(Frame.RST_STREAM, 0, 1, Buffer.of(0, 0, 0, 8)), frame(Frame.PING, 0, 0, Buffer.alloc(8)));
      await first.until(({ received }) =>
        framesOf(received).some(({ type, flags }) => type === Frame.PING && flags === 1),
      );
      expect((await firstValueFrom(client.getOperation({ name: NAME }))).name).toBe(NAME);
    });

    it('count those whose request is not complete, and close the connections of too many of them', async () => {
      const { server } = await serve({ calls: 2 });
      const hostile = await openRaw(fixture, server.port);
      hostile.send(hello());
      for (let call = 0; call < 5; call++) {
        hostile.send(frame(Frame.HEADERS, END_HEADERS, 1 + 2 * call, grpcHeaders('GetOperation')));
      }
      await hostile.closed();
      expect((await send(server, `GET /v1/${NAME}`)).status).toBe(200);
    });

    it('count none that was reset', async () => {
      const { server } = await serve({ calls: 2 });
      const hasty = await openRaw(fixture, server.port);
      hasty.send(hello());
      for (let call = 0; call < 100; call++) {
        hasty.send(
          grpcRequest(1 + 2 * call, 'WaitOperation'),
          frame(Frame.RST_STREAM, 0, 1 + 2 * call, Buffer.of(0, 0, 0, 8)),
          frame(Frame.PING, 0, 0, Buffer.alloc(8)),
        );
        await hasty.until(({ received }) => framesOf(received).filter(isPong).length > call);
      }
      hasty.send(grpcRequest(201, 'GetOperation'));
      await expectAsync(hasty.until(({ received }) => received.includes(NAME))).toBeResolved();
    });
  });

  describe('of streams', () => {
    it('are told to clients; the streams beyond are refused to those who cannot know it yet', async () => {
      const { server, waiting } = await serve({ streams: 2 });
      const both = waiting(2);
      const client = await openRaw(fixture, server.port);
      const withoutAck = hello().subarray(0, 33);
      client.send(withoutAck, ...[1, 3, 5].map((stream) => grpcRequest(stream, 'WaitOperation')));
      await both;
      await client.until(({ received }) => framesOf(received).some(({ type }) => type === Frame.RST_STREAM));
      const [settings, ...others] = framesOf(client.received);
      expect(settings?.payload.toString('hex')).toBe('000300000002');
      const resets = others.filter(({ type }) => type === Frame.RST_STREAM);
      // REFUSED_STREAM: such a call is safe to make again.
      expect(resets.map(({ stream, payload }) => [stream, payload.readUInt32BE()])).toEqual([[5, 7]]);
    });

    it('close the connections of those who know it', async () => {
      const { server } = await serve({ streams: 2 });
      const client = await openRaw(fixture, server.port);
      client.send(hello(), ...[1, 3, 5].map((stream) => grpcRequest(stream, 'WaitOperation')));
      await expectAsync(client.closed()).toBeResolved();
    });
  });

  describe('of what is queued behind a call', () => {
    it('pipelined-behind-a-wait: close the connection, whose wait ends', async () => {
      const { server, waiting } = await serve({ pipelined: 3 });
      const one = waiting(1);
      const patient = await openRaw(fixture, server.port);
      patient.send(WAIT, GET.repeat(3));
      await one;
      const another = waiting(1);
      const hostile = await openRaw(fixture, server.port);
      hostile.send(WAIT);
      await another;
      hostile.send(GET.repeat(1_000));
      await hostile.closed();
      expect([hostile.text, patient.socket.closed]).toEqual(['', false]);
    });

    it('let any number pass that are answered one by one', async () => {
      const { server } = await serve({ pipelined: 1 });
      const client = await openRaw(fixture, server.port);
      for (let turn = 1; turn <= 20; turn++) {
        client.send(GET);
        await client.until(({ text }) => text.split(NAME).length > turn);
      }
      expect(client.socket.closed).toBeFalse();
    });
  });

  describe('are checked where they are given', () => {
    const LIMITS: readonly (keyof ServeLimits)[] = [
      'connections',
      'calls',
      'streams',
      'pipelined',
      'unreadBytesPerConnection',
      'unreadBytes',
      'requestTimeout',
      'answerTimeout',
      'idleTimeout',
    ];
    for (const limit of LIMITS) {
      for (const value of [0, -1, NaN, Infinity, '1' as unknown as number]) {
        it(`${limit} of ${value}`, async () => {
          await expectAsync(
            serveOperations({ operations: fixture.store(), limits: { [limit]: value } }),
          ).toBeRejectedWithError(RangeError, new RegExp(`^limits\\.${limit} must be .*; found ${value}\\.$`));
        });
      }
    }
  });
});

function isPong({ type, flags }: { readonly type: number; readonly flags: number }): boolean {
  return type === Frame.PING && flags === 1;
}
