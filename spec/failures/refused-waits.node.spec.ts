import { statusCodeName, waitOperation$ } from '../../src/index.js';
import { rpcFailureOf } from '../support/grpc-failure.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { failingTransports } from './failing-transports.js';
import { serveFaults } from './faulty-server.js';
import { NAME } from './protocols.js';

const REFUSED = 'server UNIMPLEMENTED';
const LOST = 'connection UNAVAILABLE';

/** What a page of HTML is, in the place of the answer to a wait. */
const PAGES: readonly (readonly [status: number, whose: string])[] = [
  [400, REFUSED],
  [403, REFUSED],
  [404, REFUSED],
  [405, REFUSED],
  [411, REFUSED],
  [415, REFUSED],
  [426, REFUSED],
  [501, REFUSED],
  [200, LOST],
  [302, LOST],
  [401, LOST],
  [408, LOST],
  [425, LOST],
  [429, LOST],
  [500, LOST],
  [502, LOST],
  [503, LOST],
  [504, LOST],
];

describe('wait-unimplemented: a page in the place of a wait', () => {
  const fixture = grpcFixture();

  for (const [status, whose] of PAGES) {
    it(`with HTTP ${status} is ${whose}`, async () => {
      const answer = { status, headers: { 'content-type': 'text/html' }, body: '<html><h1>Oh</h1></html>' };
      await Promise.all(
        failingTransports.map(async (transport) => {
          const { port } = await serveFaults(fixture, transport, [answer]);
          const client = await transport.connect({ port }, fixture);
          const { origin, code } = await rpcFailureOf(waitOperation$(client, NAME));
          expect(`${origin} ${statusCodeName(code)}`)
            .withContext(transport.title)
            .toBe(whose);
        }),
      );
    });
  }
});
