import { of, Subject } from 'rxjs';
import type { ListOperationsPage } from '../../src/index.js';
import type { ServeLimits } from '../../src/server/index.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { Frame, frame, framesOf, grpcRequest, hello } from '../support/http2-frames.js';
import { send } from '../support/http-fixture.js';
import { NAME, running } from '../support/messages.js';
import { clientWith } from '../support/operations-client-with.js';
import type { RawConnection } from '../support/raw-connection.js';
import { openRaw } from '../support/raw-connection.js';

/** The setting that says how much a server may send of each stream before it is told of more. */
const INITIAL_WINDOW = 4;
const PING = frame(Frame.PING, 0, 0, Buffer.alloc(8));
const LIST = 'GET /v1/operations HTTP/1.1\r\nHost: localhost\r\n\r\n';
const MIB = 1024 * 1024;
/** More than the buffers of the system hold between the two ends of a socket. */
const LARGE = 8 * MIB;

describe('unread-answers: A client that does not read', () => {
  const fixture = grpcFixture();

  /** A server with pages of a size; how many were asked for, and how many of them were encoded. */
  const serve = async (bytes: number, limits: ServeLimits) => {
    const counts = { asked: 0, encoded: 0 };
    const asked$ = new Subject<number>();
    const operation = { ...running(), name: `operations/${'x'.repeat(bytes)}` };
    const listOperations = () => {
      counts.asked++;
      asked$.next(counts.asked);
      let isEncoded = false;
      const page: ListOperationsPage = {
        get operations() {
          if (!isEncoded) counts.encoded++;
          isEncoded = true;
          return [operation];
        },
        nextPageToken: '',
      };
      return of(page);
    };
    const operations = clientWith({ listOperations, getOperation: () => of(running()) });
    return { server: await fixture.serve({ operations, limits }), counts };
  };

  /** Asks over gRPC with a window of nothing, and reads all that is no answer. */
  const ask = async (port: number, answers: number): Promise<RawConnection> => {
    const connection = await openRaw(fixture, port);
    connection.send(hello([INITIAL_WINDOW, 0]));
    for (let call = 0; call < answers; call++) connection.send(grpcRequest(1 + 2 * call, 'ListOperations'));
    return connection;
  };

  const pong = async (connection: RawConnection): Promise<void> => {
    connection.send(PING);
    await connection.until(({ received }) =>
      framesOf(received).some(({ type, flags }) => type === Frame.PING && flags === 1),
    );
  };

  it('gets no more answers over gRPC than it may have unread, and the others when it reads', async () => {
    const { server, counts } = await serve(10_000, { unreadBytesPerConnection: 25_000 });
    const connection = await ask(server.port, 20);
    await pong(connection);
    // The third one was the one too many.
    expect(counts).toEqual({ asked: 20, encoded: 3 });
    for (let call = 0; call < 20; call++) {
      connection.send(frame(Frame.WINDOW_UPDATE, 0, 1 + 2 * call, Buffer.of(0, 0, 0xff, 0xff)));
    }
    connection.send(frame(Frame.WINDOW_UPDATE, 0, 0, Buffer.of(0, 0xff, 0xff, 0xff)));
    const ended = ({ received }: RawConnection) =>
      framesOf(received).filter(({ type, flags }) => type === Frame.HEADERS && flags & 1).length;
    await connection.until((each) => ended(each) === 20);
    expect(counts).toEqual({ asked: 20, encoded: 20 });
  });

  it('makes room when it gives up what it has not read', async () => {
    const { server, counts } = await serve(10_000, { unreadBytesPerConnection: 1 });
    const connection = await ask(server.port, 2);
    await pong(connection);
    expect(counts).toEqual({ asked: 2, encoded: 1 });
    connection.send(frame(Frame.RST_STREAM, 0, 1, Buffer.of(0, 0, 0, 8)), grpcRequest(5, 'GetOperation'));
    await connection.until(
      ({ received }) => framesOf(received).filter(({ type }) => type === Frame.HEADERS).length >= 2,
    );
    expect(counts).toEqual({ asked: 2, encoded: 2 });
  });

  it('is hung up on over gRPC when it takes too long', async () => {
    const { server } = await serve(10_000, { answerTimeout: 50 });
    const connection = await ask(server.port, 1);
    await expectAsync(connection.closed()).toBeResolved();
    expect((await send(server, 'GET /v1/operations')).status).toBe(200);
  });

  it('is hung up on over HTTP/1 when it takes too long, also over Connect', async () => {
    const body = 'Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}';
    const connect = `POST /google.longrunning.Operations/ListOperations HTTP/1.1\r\nHost: localhost\r\n${body}`;
    for (const request of [LIST, connect]) {
      const { server, counts } = await serve(LARGE, { answerTimeout: 50, calls: 1 });
      const connection = await openRaw(fixture, server.port);
      connection.socket.pause();
      connection.send(request);
      while (counts.asked === 0) await send(server, 'GET /');
      // As long as the unread answer is in flight, it is the one call that may be.
      while ((await send(server, `GET /v1/${NAME}`)).status === 429);
      connection.socket.resume();
      await connection.closed();
      expect(connection.received.length).toBeLessThan(LARGE);
    }
  });

  it('is hung up on when all together have too much unread: the one first that has read nothing for longest', async () => {
    const { server } = await serve(10_000, { unreadBytes: 45_000 });
    const first = await ask(server.port, 2);
    await pong(first);
    const second = await ask(server.port, 2);
    await pong(second);
    // The first one reads something, which makes the second one the slowest.
    first.send(frame(Frame.WINDOW_UPDATE, 0, 1, Buffer.of(0, 0, 0xff, 0xff)));
    await first.until(({ received }) => framesOf(received).some(({ type }) => type === Frame.DATA));
    await pong(first);
    const third = await ask(server.port, 2);
    await second.closed();
    await pong(third);
    expect([first.socket.closed, third.socket.closed]).toEqual([false, false]);
  });

  it('over HTTP/1 is hung up on when there is too much unread, and harms nobody who reads', async () => {
    const { server, counts } = await serve(LARGE, { unreadBytes: 1.5 * LARGE });
    const [hostile, honest] = [await openRaw(fixture, server.port), await openRaw(fixture, server.port)];
    hostile.socket.pause();
    hostile.send(LIST.repeat(2));
    while (counts.asked === 0) await send(server, `GET /v1/${NAME}`);
    honest.send(LIST);
    await honest.until(({ received }) => received.length > LARGE);
    hostile.socket.resume();
    await hostile.closed();
    expect(hostile.received.length).toBeLessThan(LARGE);
  });
});
