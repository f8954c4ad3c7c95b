import { connect as connectHttp2 } from 'node:http2';
import { gzipSync } from 'node:zlib';
import { StatusCode } from '../../src/index.js';
import type { OperationsServer } from '../../src/server/index.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import {
  END_HEADERS,
  END_STREAM,
  Frame,
  frame,
  framesOf,
  grpcHeaders,
  grpcMessage,
  header,
  hello,
} from '../support/http2-frames.js';
import type { RawConnection } from '../support/raw-connection.js';
import { openRaw } from '../support/raw-connection.js';

const MIB = 1024 * 1024;
const CONNECT = '/google.longrunning.Operations/ListOperations';
const WAIT = '/v1/operations/1:wait';

describe('upload-after-413: An upload', () => {
  const fixture = grpcFixture();
  let server: OperationsServer;

  beforeEach(async () => {
    server = await fixture.serve({ operations: fixture.store() });
  });

  const head = (path: string, length: string, type = 'application/json') =>
    `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${type}\r\n${length}\r\n\r\n`;

  /** Sends without end until the server hangs up; how many bytes were sent, with those in the buffers of the system. */
  const pour = async (connection: RawConnection, piece: Buffer): Promise<number> => {
    const { socket } = connection;
    while (socket.writable && socket.bytesWritten < 256 * MIB) {
      if (!socket.write(piece)) await connection.next('drain');
    }
    await connection.closed();
    return socket.bytesWritten;
  };

  const CHUNK = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(65_536, ' '), Buffer.from('\r\n')]);

  for (const [what, path, length, status] of [
    ['of a length that is too large', WAIT, `Content-Length: ${1024 * MIB}`, 413],
    ['that turns out to be too large', WAIT, 'Transfer-Encoding: chunked', 413],
    ['to a path of nothing', '/nowhere', 'Transfer-Encoding: chunked', 404],
    ['to a method that reads none', '/v1/operations/1', 'Transfer-Encoding: chunked', 405],
    ['of Connect of a length that is too large', CONNECT, `Content-Length: ${1024 * MIB}`, 429],
  ] as const) {
    it(`${what} is answered, and then the connection is closed`, async () => {
      const connection = await openRaw(fixture, server.port);
      connection.send(head(path, length));
      const taken = await pour(connection, length.startsWith('T') ? CHUNK : Buffer.alloc(65_536, ' '));
      expect(connection.text.split('\r\n', 1)).toEqual([jasmine.stringContaining(`HTTP/1.1 ${status} `)]);
      expect(connection.text.toLowerCase()).toContain('connection: close');
      expect(taken).toBeLessThan(128 * MIB);
    });
  }

  it('that turns out to be too large for Connect ends with the connection', async () => {
    const connection = await openRaw(fixture, server.port);
    connection.send(head(CONNECT, 'Transfer-Encoding: chunked'));
    expect(await pour(connection, CHUNK)).toBeLessThan(128 * MIB);
  });

  it('that comes after its answer leaves the connection to the next request, as long as it is small', async () => {
    const connection = await openRaw(fixture, server.port);
    connection.send(head('/nowhere', 'Content-Length: 10'));
    await connection.until(({ text }) => text.includes('there is no such path'));
    connection.send('0123456789', 'GET /v1/operations HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await expectAsync(connection.until(({ text }) => text.includes('"operations"'))).toBeResolved();
  });

  describe('that is a bomb is refused when it is inflated to 4 MiB', () => {
    const bomb = gzipSync(Buffer.alloc(64 * MIB));

    for (const [what, path, type, body, status] of [
      ['Connect', CONNECT, 'application/json\r\nContent-Encoding: gzip', bomb, ' 429 '],
      [
        'gRPC-Web',
        CONNECT,
        'application/grpc-web+proto\r\nGrpc-Encoding: gzip',
        grpcMessage(bomb, true),
        `grpc-status: ${StatusCode.RESOURCE_EXHAUSTED}`,
      ],
      ['REST, which takes none', WAIT, 'application/json\r\nContent-Encoding: gzip', bomb, ' 415 '],
    ] as const) {
      it(`over ${what}`, async () => {
        const connection = await openRaw(fixture, server.port);
        connection.send(head(path, `Content-Length: ${body.length}`, type), body);
        await expectAsync(connection.until(({ text }) => text.includes(status))).toBeResolved();
      });
    }

    it('over gRPC', async () => {
      const connection = await openRaw(fixture, server.port);
      const headers = grpcHeaders('ListOperations', header('grpc-encoding', 'gzip'));
      connection.send(hello(), frame(Frame.HEADERS, END_HEADERS, 1, headers));
      const message = grpcMessage(bomb, true);
      for (let at = 0; at < message.length; at += 16_384) {
        const piece = message.subarray(at, at + 16_384);
        connection.send(frame(Frame.DATA, at + 16_384 < message.length ? 0 : END_STREAM, 1, piece));
      }
      await connection.until(({ received }) => framesOf(received).some(({ type }) => type === Frame.HEADERS));
      expect(connection.text).toContain(String(StatusCode.RESOURCE_EXHAUSTED));
    });
  });

  it('of a message of gRPC that says it is too large is refused before it comes', async () => {
    const session = connectHttp2(server.url);
    fixture.closeLater(() => session.destroy());
    const stream = session.request({ ':method': 'POST', ':path': CONNECT, 'content-type': 'application/grpc' });
    const status = new Promise((resolve) => stream.on('response', (headers) => resolve(headers['grpc-status'])));
    stream.write(grpcMessage(Buffer.alloc(0)).fill(0xff, 1));
    expect(await status).toBe(String(StatusCode.RESOURCE_EXHAUSTED));
  });
});
