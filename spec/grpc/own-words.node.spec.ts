import { Metadata } from '@grpc/grpc-js';
import { deflateSync } from 'node:zlib';
import type { RpcError } from '../../src/index.js';
import { getOperation$, statusCodeName, waitOperation$ } from '../../src/index.js';
import { failingTransports } from '../failures/failing-transports.js';
import { serveFaults } from '../failures/faulty-server.js';
import type { Answer } from '../failures/protocols.js';
import { contentType, frame, operation } from '../failures/protocols.js';
import { rpcFailureOf } from '../support/grpc-failure.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { serveRaw } from '../support/grpc-raw-server.js';

const NAME = 'operations/1';
const headers = contentType('gRPC');
const trailers = { 'grpc-status': '0' };

/** A message of gRPC that says that it is compressed. */
const compressed = (bytes: Uint8Array): Answer => ({
  headers: { ...headers, 'grpc-encoding': 'deflate' },
  body: frame(bytes, 1),
  trailers,
});

/** What grpc-js makes of answers, in the words that the client knows. */
const ANSWERS: Readonly<Record<string, readonly [answer: Answer, whose: string]>> = {
  'Received message larger than max (2000 vs 1000)': [
    { headers, body: frame(new Uint8Array(2_000)), trailers },
    'caller RESOURCE_EXHAUSTED',
  ],
  'Received message larger than max (1752460652 vs 1000)': [
    { headers: { 'content-type': 'text/html' }, body: '<html>' },
    'connection UNAVAILABLE',
  ],
  'Received message that decompresses to a size larger than 1000': [
    compressed(deflateSync(new Uint8Array(2_000))),
    'caller RESOURCE_EXHAUSTED',
  ],
  'Failed to decompress deflate-encoded message': [compressed(Uint8Array.of(1, 2, 3)), 'connection UNAVAILABLE'],
  'Response message parsing error: ': [
    { headers, body: frame(Uint8Array.of(0x0f)), trailers },
    'connection UNAVAILABLE',
  ],
  'Received HTTP status code 404': [
    { status: 404, headers: { 'content-type': 'text/html' } },
    'connection UNAVAILABLE',
  ],
  'No message received': [{ headers, trailers, body: '' }, 'connection UNAVAILABLE'],
  'Received RST_STREAM with code 2': [{ end: { rst: 2 } }, 'connection UNAVAILABLE'],
  'Call cancelled': [{ end: { rst: 8 } }, 'connection UNAVAILABLE'],
  'Bandwidth exhausted or memory limit exceeded': [{ end: { rst: 11 } }, 'connection UNAVAILABLE'],
  'Protocol not secure enough': [{ end: { rst: 12 } }, 'connection UNAVAILABLE'],
  'Deadline exceeded after ': [{ end: 'never' }, 'connection DEADLINE_EXCEEDED'],
};

const whose = ({ origin, code }: RpcError): string => `${origin} ${statusCodeName(code)}`;

for (const transport of failingTransports.filter(
  ({ title }) => title.startsWith('gRPC') && !/Web|Connect/.test(title),
)) {
  describe(`What grpc-js says itself, over ${transport.title}:`, () => {
    const fixture = grpcFixture();

    for (const [words, [answer, expected]] of Object.entries(ANSWERS)) {
      it(words, async () => {
        const { port } = await serveFaults(fixture, { http: 2 }, [answer]);
        const client = await transport.connect({ port, maxBytes: 1_000 }, fixture);
        const timeout = answer.end === 'never' ? { timeout: 50 } : {};
        const error = await rpcFailureOf(getOperation$(client, NAME, timeout));
        expect(error.statusMessage.startsWith(words)).withContext(error.statusMessage).toBeTrue();
        expect(whose(error)).toBe(expected);
      });
    }

    it('the same words of a server, with metadata, are its own', async () => {
      const metadata = new Metadata();
      metadata.set('x-request-id', 'r-1');
      for (const details of [
        'Received message larger than max (2000 vs 1000)',
        'Call cancelled',
        'Deadline exceeded',
      ]) {
        const server = await serveRaw(fixture, (_, callback) => callback({ code: 9, details, metadata }));
        const client = await transport.connect({ port: Number(server.target.split(':')[1]) }, fixture);
        expect(whose(await rpcFailureOf(getOperation$(client, NAME)))).toBe('server FAILED_PRECONDITION');
      }
    });

    it('a status of a server that comes without any metadata, after its headers, is its own', async () => {
      const answer = { headers, trailers: { 'grpc-status': '13', 'grpc-message': 'as I say' } };
      const { port } = await serveFaults(fixture, { http: 2 }, [answer]);
      const client = await transport.connect({ port }, fixture);
      expect(whose(await rpcFailureOf(getOperation$(client, NAME)))).toBe('server INTERNAL');
    });

    it('Attempted to send message with a size larger than the channel allows', async () => {
      const { port } = await serveFaults(fixture, { http: 2 }, [operation('gRPC', true)]);
      const client = await transport.connect({ port, maxSendBytes: 1_000 }, fixture);
      const error = await rpcFailureOf(getOperation$(client, 'x'.repeat(2_000)));
      expect(error.message).toContain("raise 'grpc.max_send_message_length' in channelOptions");
      expect(whose(error)).toBe('caller RESOURCE_EXHAUSTED');
    });

    it('Request message serialization failure', async () => {
      const { port } = await serveFaults(fixture, { http: 2 }, [operation('gRPC', true)]);
      const client = await transport.connect({ port }, fixture);
      const filter = Object.create(null) as string;
      expect(whose(await rpcFailureOf(client.listOperations({ name: 'operations', filter })))).toMatch(/^caller /);
    });

    for (const [status, expected] of [
      [404, 'server UNIMPLEMENTED'],
      [501, 'server UNIMPLEMENTED'],
      [401, 'connection UNAVAILABLE'],
      [503, 'connection UNAVAILABLE'],
    ] as const) {
      it(`wait-unimplemented: a proxy that has HTTP ${status} for a wait is ${expected}`, async () => {
        const { port } = await serveFaults(fixture, { http: 2 }, [
          { status, headers: { 'content-type': 'text/html' } },
        ]);
        const client = await transport.connect({ port }, fixture);
        expect(whose(await rpcFailureOf(waitOperation$(client, NAME)))).toBe(expected);
      });
    }
  });
}
