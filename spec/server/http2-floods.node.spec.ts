import { StatusCode } from '../../src/index.js';
import type { OperationsServer } from '../../src/server/index.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { rpcFailureOf } from '../support/grpc-failure.js';
import {
  END_HEADERS,
  Frame,
  frame,
  framesOf,
  grpcHeaders,
  grpcRequest,
  header,
  hello,
} from '../support/http2-frames.js';
import { NAME } from '../support/messages.js';
import type { RawConnection } from '../support/raw-connection.js';
import { openRaw } from '../support/raw-connection.js';

const PING = frame(Frame.PING, 0, 0, Buffer.alloc(8));
const HEADERS = frame(Frame.HEADERS, END_HEADERS, 1, grpcHeaders('GetOperation'));

/** What nghttp2 and HTTP/2 of Node bound by themselves: these show that they do, under grpc-js and the limits of ours. */
describe('A flood of HTTP/2', () => {
  const fixture = grpcFixture();
  let server: OperationsServer;

  beforeEach(async () => {
    server = await fixture.serve({
      operations: fixture.store(),
      handshakeTimeout: 1_000,
      limits: { idleTimeout: 1_000 },
    });
  });

  afterEach(async () => {
    const client = await fixture.connect(server.target);
    expect((await rpcFailureOf(client.getOperation({ name: NAME }))).code).toBe(StatusCode.NOT_FOUND);
  });

  const flood = async (...parts: Buffer[]): Promise<RawConnection> => {
    const connection = await openRaw(fixture, server.port);
    connection.send(hello(), ...parts);
    return connection;
  };

  const many = (count: number, part: (index: number) => Buffer): Buffer =>
    Buffer.concat(Array.from({ length: count }, (_, index) => part(index)));

  for (const [what, ...parts] of [
    [
      'CONTINUATION',
      frame(Frame.HEADERS, 0, 1, grpcHeaders('GetOperation')),
      many(1_000, () => frame(Frame.CONTINUATION, 0, 1, header('x', 'y'))),
    ],
    ['PING', many(20_000, () => PING)],
    ['SETTINGS', many(20_000, () => frame(Frame.SETTINGS))],
    ['empty DATA', HEADERS, many(20_000, () => frame(Frame.DATA, 0, 1))],
    [
      'streams that are reset',
      many(3_000, (index) =>
        Buffer.concat([
          frame(Frame.HEADERS, END_HEADERS, 1 + 2 * index, grpcHeaders('GetOperation')),
          frame(Frame.RST_STREAM, 0, 1 + 2 * index, Buffer.of(0, 0, 0, 8)),
        ]),
      ),
    ],
    ['frames that are too large', frame(Frame.DATA, 0, 1, Buffer.alloc(17_000))],
    ['frames for no stream', frame(Frame.DATA, 0, 0, Buffer.alloc(5))],
    ['window updates of nothing', frame(Frame.WINDOW_UPDATE, 0, 0, Buffer.alloc(4))],
    ['streams that only a server may open', frame(Frame.HEADERS, END_HEADERS, 2, grpcHeaders('GetOperation'))],
  ] as readonly [string, ...Buffer[]][]) {
    it(`of ${what} ends with the connection`, async () => {
      const connection = await flood(...parts);
      await expectAsync(connection.closed()).toBeResolved();
    });
  }

  describe('of headers', () => {
    const big = Buffer.concat([Buffer.of(0x40, 1), Buffer.from('x'), header('', 'y'.repeat(4_000)).subarray(2)]);
    for (const [what, block] of [
      // One header that is remembered, and 12,000 times "the one remembered last", a byte each: 48 MB.
      ['that HPACK makes large', Buffer.concat([grpcHeaders('GetOperation'), big, Buffer.alloc(10_000, 0xbe)])],
      [
        'of which there are too many',
        grpcHeaders(
          'GetOperation',
          many(200, (index) => header(`h${index}`, 'v')),
        ),
      ],
    ] as const) {
      it(`${what} ends with the stream or the connection`, async () => {
        const connection = await flood(frame(Frame.HEADERS, END_HEADERS, 1, block));
        await connection.until(({ received }) =>
          framesOf(received).some(({ type }) => type === Frame.RST_STREAM || type === Frame.GOAWAY),
        );
        expect(framesOf(connection.received).some(({ type }) => type === Frame.HEADERS)).toBeFalse();
      });
    }
  });

  it('of frames that mean nothing harms no call on the connection', async () => {
    const connection = await flood(
      many(20_000, (index) => frame(Frame.PRIORITY, 0, 101 + 2 * index, Buffer.of(0, 0, 0, 0, 1))),
      many(20_000, () => frame(0x42, 0, 0, Buffer.alloc(8))),
      many(20_000, () => frame(Frame.WINDOW_UPDATE, 0, 0, Buffer.of(0, 0, 0, 1))),
      grpcRequest(1, 'ListOperations'),
    );
    await expectAsync(
      connection.until(({ received }) => framesOf(received).some(({ type }) => type === Frame.HEADERS)),
    ).toBeResolved();
  });

  it('of streams without a known method leaves none of them open', async () => {
    const paths = ['/', '/acme.Reports/Create'].map((path) =>
      Buffer.concat([
        header(':method', 'POST'),
        header(':scheme', 'http'),
        header(':path', path),
        header(':authority', 'localhost'),
        ...(path === '/' ? [] : [header('content-type', 'application/grpc')]),
      ]),
    );
    const connection = await flood(
      ...paths.map((block, index) => frame(Frame.HEADERS, END_HEADERS, 1 + 2 * index, block)),
    );
    await connection.until(
      ({ received }) => framesOf(received).filter(({ type }) => type === Frame.RST_STREAM).length === 2,
    );
    const resets = framesOf(connection.received).filter(({ type }) => type === Frame.RST_STREAM);
    expect(resets.map(({ stream }) => stream).sort()).toEqual([1, 3]);
  });
});
