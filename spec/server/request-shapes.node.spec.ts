import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OperationsServer } from '../../src/server/index.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { send } from '../support/http-fixture.js';
import { openRaw } from '../support/raw-connection.js';

const PATH = '/v1/operations';
const CONNECT = '/google.longrunning.Operations/ListOperations';
const HOST = 'Host: localhost\r\n';

describe('A request over HTTP/1', () => {
  const fixture = grpcFixture();
  let server: OperationsServer;

  beforeEach(async () => {
    server = await fixture.serve({ operations: fixture.store() });
  });

  /** The first line of the answer to bytes, after which the server hangs up. */
  const lastAnswer = async (bytes: string): Promise<string> => {
    const connection = await openRaw(fixture, server.port);
    connection.send(bytes);
    await connection.closed();
    // One answer alone: what follows is not read as a request of its own.
    expect(connection.text.match(/HTTP\/1\.1 /g)?.length).toBe(1);
    return connection.text.split('\r\n', 1)[0] ?? '';
  };

  /** The whole answer. */
  const answer = async (bytes: string): Promise<string> => {
    const connection = await openRaw(fixture, server.port);
    connection.send(bytes);
    await connection.until(({ text }) => /\r\n\r\n(.*\})?$/s.test(text));
    return connection.text;
  };

  describe('that two servers may read in two ways is refused, and the connection closed', () => {
    const cancel = (headers: string, body = '') =>
      `POST /v1/operations/1:cancel HTTP/1.1\r\n${HOST}${headers}\r\n${body}GET ${PATH} HTTP/1.1\r\n${HOST}\r\n`;
    for (const [what, bytes] of [
      [
        'Content-Length and Transfer-Encoding',
        cancel('Content-Length: 5\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'),
      ],
      [
        'Transfer-Encoding and Content-Length',
        cancel('Transfer-Encoding: chunked\r\nContent-Length: 5\r\n', '0\r\n\r\n'),
      ],
      ['two lengths', cancel('Content-Length: 0\r\nContent-Length: 5\r\n')],
      ['a list of lengths', cancel('Content-Length: 0, 0\r\n')],
      ['a length with a sign', cancel('Content-Length: +0\r\n')],
      [
        'a transfer encoding that does not end in chunked',
        cancel('Transfer-Encoding: chunked, identity\r\n', '0\r\n\r\n'),
      ],
      ['an unknown transfer encoding', cancel('Transfer-Encoding: xchunked\r\n', '0\r\n\r\n')],
      ['a folded header', cancel('Transfer-Encoding:\r\n chunked\r\n', '0\r\n\r\n')],
      ['a space before a colon', cancel('Content-Length : 5\r\n')],
      ['a line feed alone', `GET ${PATH} HTTP/1.1\n${HOST}\r\n`],
      ['a line feed alone after a chunk', cancel('Transfer-Encoding: chunked\r\n', '0\n\n')],
      ['a carriage return alone', `GET ${PATH} HTTP/1.1\r\nHost: localhost\rX: y\r\n\r\n`],
      ['a NUL', cancel('X: a\0b\r\n')],
      ['a chunk of more than can be counted', cancel('Transfer-Encoding: chunked\r\n', 'fffffffffffffffff\r\n')],
      ['no Host', `GET ${PATH} HTTP/1.1\r\n\r\n`],
      ['two Hosts', `GET ${PATH} HTTP/1.1\r\n${HOST}${HOST}\r\n`],
      ['a Host in the URL that is not in Host', `GET http://127.0.0.1${PATH} HTTP/1.1\r\n${HOST}\r\n`],
      ['a URL of another scheme', `GET ftp://localhost${PATH} HTTP/1.1\r\n${HOST}\r\n`],
      ['another version', `GET ${PATH} HTTP/1.2\r\n${HOST}\r\n`],
      ['no version', `GET ${PATH}\r\n\r\n`],
    ] as const) {
      it(what, async () => {
        expect(await lastAnswer(bytes)).toBe('HTTP/1.1 400 Bad Request');
      });
    }
  });

  for (const [what, bytes, status] of [
    ['headers', `GET ${PATH} HTTP/1.1\r\n${HOST}X: ${'y'.repeat(20_000)}\r\n\r\n`, 431],
    [
      'extensions of a chunk',
      `POST ${CONNECT} HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n2;${'x'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`,
      413,
    ],
  ] as const) {
    it(`with too many ${what} is refused, and the connection closed`, async () => {
      expect(await lastAnswer(bytes)).toContain(`HTTP/1.1 ${status} `);
    });
  }

  describe('with the URL as its target', () => {
    for (const [what, target, status] of [
      ['is answered as one with the path', `http://localhost${PATH}?pageSize=1`, 200],
      ['may be of https, as a proxy ended its TLS', `HTTPS://LOCALHOST${PATH}`, 200],
      ['may have no path', 'http://localhost?x=1', 404],
    ] as const) {
      it(what, async () => {
        expect(await answer(`GET ${target} HTTP/1.1\r\n${HOST}\r\n`)).toContain(`HTTP/1.1 ${status} `);
      });
    }

    it('reaches Connect, too', async () => {
      const type = 'Content-Type: application/json\r\nContent-Length: 2\r\n';
      expect(await answer(`POST http://localhost${CONNECT} HTTP/1.1\r\n${HOST}${type}\r\n{}`)).toContain(' 200 OK');
    });

    it('is refused for a host that is not this machine', async () => {
      const bytes = `GET http://example.com${PATH} HTTP/1.1\r\nHost: example.com\r\n\r\n`;
      expect(await answer(bytes)).toContain('HTTP/1.1 421 ');
    });
  });

  describe('HEAD', () => {
    it('is answered as GET, without the body', async () => {
      const head = await answer(`HEAD ${PATH} HTTP/1.1\r\n${HOST}\r\n`);
      expect(head).toMatch(/^HTTP\/1\.1 200 OK\r\n.*content-length: 17\r\n.*\r\n\r\n$/s);
      expect((await send(server, `HEAD /v1/operations/1`)).status).toBe(404);
      expect((await send(server, `HEAD ${CONNECT}`)).headers.get('allow')).toBe('OPTIONS, POST');
    });
  });

  describe('OPTIONS', () => {
    for (const [path, allow] of [
      ['/v1/operations/1', 'DELETE, GET, HEAD, OPTIONS'],
      ['/v1/operations/1:cancel', 'DELETE, GET, HEAD, OPTIONS, POST'],
      [CONNECT, 'OPTIONS, POST'],
    ] as const) {
      it(`says what ${path} takes, and so does the refusal of a method`, async () => {
        const { status, headers } = await send(server, `OPTIONS ${path}`);
        expect([status, headers.get('allow')]).toEqual([204, allow]);
        const refused = await send(server, `PUT ${path}`);
        expect([refused.status, refused.headers.get('allow')]).toEqual([405, allow]);
      });
    }

    it('says what the server takes', async () => {
      expect(await answer(`OPTIONS * HTTP/1.1\r\n${HOST}\r\n`)).toMatch(/^HTTP\/1\.1 204 .*allow: DELETE, GET, HEAD/s);
    });
  });

  describe('has an answer whose type a browser must not guess', () => {
    for (const [line, status] of [
      [`GET ${PATH}`, 200],
      ['GET /v1/operations/1', 404],
      ['POST /nowhere', 404],
      [`PUT ${PATH}`, 405],
      [`OPTIONS ${PATH}`, 204],
      [`POST ${CONNECT}`, 415],
      [`GET ${CONNECT}`, 405],
      ['GET /', 200],
    ] as const) {
      it(`${line}, which is ${status}`, async () => {
        const webRoot = await mkdtemp(join(tmpdir(), 'web-root-'));
        fixture.closeLater(() => rm(webRoot, { recursive: true }));
        await writeFile(join(webRoot, 'index.html'), '<title>page</title>');
        const withFiles = await fixture.serve({ operations: fixture.store(), webRoot });
        const answered = await send(withFiles, line, undefined, { accept: 'text/html' });
        expect([answered.status, answered.headers.get('x-content-type-options')]).toEqual([status, 'nosniff']);
      });
    }

    it('a call from elsewhere, which is 403', async () => {
      const { status, headers } = await send(server, `GET ${PATH}`, undefined, { origin: 'https://example.com' });
      expect([status, headers.get('x-content-type-options')]).toEqual([403, 'nosniff']);
    });
  });
});
