import { RpcError, StatusCode } from '../../src/index.js';
import type { Pems } from '../support/certificates.js';
import { selfSigned } from '../support/certificates.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { failingTransports } from './failing-transports.js';
import { serveFaults } from './faulty-server.js';
import { polled } from './polled.js';
import type { Answer, Protocol } from './protocols.js';
import { operation } from './protocols.js';

const LIMIT = 2_000;

/** An answer that is longer than the limit. */
function longAnswer(protocol: Protocol): Answer {
  const long = operation(protocol, true, {
    response: { '@type': 'type.googleapis.com/google.protobuf.StringValue', value: 'x'.repeat(LIMIT) },
  });
  if (typeof long.body === 'string') return long;
  // A field that nobody knows, of any length.
  const filler = Buffer.alloc(LIMIT + 3, 0x20);
  filler.writeUInt8((15 << 3) | 2, 0);
  filler.writeUInt8((LIMIT & 0x7f) | 0x80, 1);
  filler.writeUInt8(LIMIT >> 7, 2);
  if (protocol === 'Connect in binary') return { ...long, body: Buffer.concat([long.body!, filler]) };
  const framed = Buffer.from(long.body!);
  const end = 5 + framed.readUInt32BE(1);
  const grown = Buffer.concat([framed.subarray(0, end), filler, framed.subarray(end)]);
  grown.writeUInt32BE(end - 5 + filler.length, 1);
  return { ...long, body: grown };
}

describe('What this client refuses never passes:', () => {
  const fixture = grpcFixture();

  for (const transport of failingTransports) {
    // Those of connect-web have no limit.
    if (transport.limit !== undefined) {
      it(`own-limit-is-final: an answer above the size limit, and the error says what to raise: ${transport.title}`, async () => {
        const { protocol, http } = transport;
        const server = await serveFaults(fixture, { http }, [operation(protocol, false), longAnswer(protocol)]);
        const { port } = server;
        const limited = await polled(await transport.connect({ port, maxBytes: LIMIT }, fixture));
        expect([limited.failure?.origin, limited.failure?.code, limited.attempts, server.calls])
          .withContext(String(limited.failure))
          .toEqual(['caller', StatusCode.RESOURCE_EXHAUSTED, 2, 2]);
        expect(limited.failure?.message).toContain(transport.limit!);
        const raised = await polled(await transport.connect({ port, maxBytes: 2 * LIMIT }, fixture));
        expect(raised.status).withContext(String(raised.failure)).toBe('succeeded');
      });
    }

    const refused: Readonly<Record<string, readonly [server: () => Promise<Pems>, trusted: boolean, why: RegExp]>> = {
      'signed by itself': [() => selfSigned('localhost'), false, /self-signed certificate/],
      'that has expired': [() => selfSigned('localhost', -3, -2), true, /certificate has expired/],
      'of another host': [() => selfSigned('elsewhere.example'), true, /certificate's altnames/],
    };
    for (const [what, [pemsOf, trusted, why]] of Object.entries(refused)) {
      // fetch trusts what the whole process does, and no more; what it finds first is that nobody signed.
      const reason = transport.fetches ? /certificate/ : why;
      it(`untrusted-certificate: a certificate ${what}: ${transport.title}`, async () => {
        const pems = await pemsOf();
        const { http, protocol } = transport;
        const server = await serveFaults(fixture, { http, tls: pems }, [operation(protocol, true)]);
        const client = await transport.connect(
          { port: server.port, host: 'localhost', tls: { cert: trusted ? pems.cert : undefined } },
          fixture,
        );
        const { tolerated, failure, attempts } = await polled(client);
        expect([failure?.origin, tolerated.length, attempts, server.calls])
          .withContext(String(failure))
          .toEqual(['caller', 0, 1, 0]);
        expect(failure?.message).toMatch(reason);
      });
    }

    if (!transport.fetches) {
      it(`but a certificate that is trusted does no harm: ${transport.title}`, async () => {
        const tls = await selfSigned('localhost');
        const { http, protocol } = transport;
        const { port } = await serveFaults(fixture, { http, tls }, [operation(protocol, true)]);
        const client = await transport.connect({ port, host: 'localhost', tls }, fixture);
        expect((await polled(client)).status).toBe('succeeded');
      });
    }

    // grpc-js keeps the words of an error alone.
    if (transport.protocol === 'gRPC' && transport.title !== 'gRPC of Connect') continue;
    it(`an RpcError that the maker of a token fails with stands: ${transport.title}`, async () => {
      const own = new RpcError({ code: StatusCode.PERMISSION_DENIED, message: 'not yours' });
      const { http, protocol } = transport;
      const { port } = await serveFaults(fixture, { http }, [operation(protocol, true)]);
      const token = (): never => {
        throw own;
      };
      expect((await polled(await transport.connect({ port, token }, fixture))).failure).toBe(own);
    });
  }
});
