import { firstValueFrom } from 'rxjs';
import { getOperation$, isRpcError, statusCodeName } from '../../src/index.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { googleBytes } from '../support/grpc-raw-server.js';
import { failingTransports } from './failing-transports.js';
import { serveFaults } from './faulty-server.js';
import { polled } from './polled.js';
import type { Answer } from './protocols.js';
import { answerOf, contentType, NAME, operation } from './protocols.js';

/** Names that a server gives to an operation, which cannot be called. */
const NAMES = [
  'operations/1\r\nx: y',
  'operations/\u0000',
  'operations/../../x',
  '..',
  `operations/${'x'.repeat(9_000)}`,
];

describe('What a hostile server answers', () => {
  const fixture = grpcFixture();

  for (const transport of failingTransports) {
    const { title, protocol, http } = transport;
    const connected = async (script: readonly Answer[]) => {
      const { port } = await serveFaults(fixture, { http }, script);
      return transport.connect({ port }, fixture);
    };

    it(`as a new name that cannot be called does not end a wait, which keeps the name it asked for: ${title}`, async () => {
      const renamed = (name: string): Answer =>
        answerOf(
          protocol,
          JSON.stringify({ name, done: false }),
          googleBytes('google.longrunning.Operation', { name }),
        );
      const client = await connected([...NAMES.map(renamed), operation(protocol, true)]);
      expect(await polled(client)).toEqual({ tolerated: [], status: 'succeeded' });
      const again = await connected(NAMES.map(renamed));
      for (const given of NAMES) {
        expect((await firstValueFrom(getOperation$(again, NAME))).name)
          .withContext(given.slice(0, 20))
          .toBe(NAME);
      }
    });

    if (protocol.startsWith('Connect')) {
      it(`as a code that Connect does not have is a known one all the same: ${title}`, async () => {
        for (const code of ['abc', '17', 17, -1, 1.5, null, '', {}, 'constructor', '__proto__']) {
          const body = `{"code":${JSON.stringify(code)},"message":"what"}`;
          const client = await connected([{ status: 400, headers: contentType('Connect in JSON'), body }]);
          const error: unknown = await firstValueFrom(getOperation$(client, NAME)).catch((reason: unknown) => reason);
          expect(isRpcError(error) && statusCodeName(error.code))
            .withContext(body)
            .toMatch(/^(UNKNOWN|INTERNAL|UNAVAILABLE)$/);
        }
      });
    }

    if (protocol !== 'REST' && protocol !== 'Connect in JSON') continue;

    it(`as fields named __proto__ and constructor are fields, and change no prototype: ${title}`, async () => {
      const odd = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}';
      const json = `{"name":"${NAME}","__proto__":{"done":true,"polluted":1},"metadata":${odd.replace('{', '{"@type":"a.b/C",')}}`;
      const client = await connected([{ headers: contentType(protocol), body: json }]);
      const message = await firstValueFrom(getOperation$(client, NAME));
      expect(message.done).toBe(false);
      expect(JSON.stringify(message.metadata)).toBe(`{"typeUrl":"a.b/C","json":${odd}}`);
      expect(({} as { polluted?: number }).polluted).toBeUndefined();
      expect((message.metadata as unknown as { json: { polluted?: number } }).json.polluted).toBeUndefined();
    });
  }
});
