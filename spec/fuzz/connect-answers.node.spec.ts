import type { Transport } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-web';
import fc from 'fast-check';
import { connectOperationsClient } from '../../src/connect/index.js';
import { googleBytes } from '../support/grpc-raw-server.js';
import { arbitraryOperation } from './arbitrary-operation.js';
import { checkedEnd, SECRET } from './checked-end.js';
import { foreignShapes } from './foreign-shapes.js';
import { ACCEPTED, Ends, fuzzRuns } from './fuzz-runs.js';
import { byteMutation, mutate, mutations } from './mutate.js';

const { numRuns, longest, parameters } = fuzzRuns(0.1);

/** As a server of Connect answers, in one of its codecs. */
interface ConnectAnswer {
  readonly isBinary: boolean;
  readonly body: string | Uint8Array;
  readonly status: number;
}

const json = arbitraryOperation.map((model) => foreignShapes['JSON']?.(model) ?? {});
const changedJson = fc.tuple(json, mutations).map(([value, changes]) => mutate(value, changes));
const texts = (values: fc.Arbitrary<object>) => values.map((value) => JSON.stringify(value, noBigInt));
const cutText = fc.tuple(texts(json), fc.nat()).map(([text, at]) => text.slice(0, at % (text.length + 1)));
const bytes = arbitraryOperation.map((model) =>
  googleBytes('google.longrunning.Operation', foreignShapes['proto-loader']?.(model) ?? {}),
);
const changedBytes = fc.tuple(bytes, byteMutation).map(([intact, change]) => change(intact));

const failure = fc.record(
  {
    code: fc.constantFrom('unavailable', 'not_found', 'nonsense', 5, null),
    message: fc.oneof(fc.string({ maxLength: 10 }), fc.constant('x'.repeat(5_000)), fc.constant(null)),
    details: fc.array(
      fc.record({ type: fc.constantFrom('google.rpc.RetryInfo', 'x', 1), value: fc.string({ maxLength: 8 }) }),
      { maxLength: 2 },
    ),
  },
  { requiredKeys: [] },
);

const status = (ok: fc.Arbitrary<string | Uint8Array>, isBinary: boolean): fc.Arbitrary<ConnectAnswer> =>
  ok.map((body) => ({ isBinary, body, status: 200 }));
const answer: fc.Arbitrary<ConnectAnswer> = fc.oneof(
  { weight: 6, arbitrary: status(texts(json), false) },
  { weight: 2, arbitrary: status(fc.oneof(texts(changedJson), cutText), false) },
  { weight: 6, arbitrary: status(bytes, true) },
  { weight: 2, arbitrary: status(changedBytes, true) },
  {
    weight: 2,
    arbitrary: fc.record({
      isBinary: fc.boolean(),
      body: fc.oneof(texts(failure), fc.constant('<html>')),
      status: fc.constantFrom(400, 403, 404, 415, 429, 500, 502, 503, 504),
    }),
  },
);

function noBigInt(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

function transport(useBinaryFormat: boolean, response: () => Response): Transport {
  return createConnectTransport({
    baseUrl: 'https://example.com',
    useBinaryFormat,
    fetch: () => Promise.resolve(response()),
  });
}

function responseOf({ isBinary, body, status }: ConnectAnswer): Response {
  const type = status !== 200 ? 'application/json' : isBinary ? 'application/proto' : 'application/json';
  return new Response(body as BodyInit, { status, headers: { 'content-type': type } });
}

describe('A call over Connect, whatever the answer', () => {
  it(
    `ends with one operation, or with one RpcError: ${numRuns} answers`,
    async () => {
      const ends = new Ends();
      let now: ConnectAnswer = { isBinary: false, body: '{}', status: 200 };
      const [inJson, inBinary] = [false, true].map((isBinary) =>
        connectOperationsClient(transport(isBinary, () => responseOf(now))),
      );
      const property = fc.asyncProperty(answer, async (given) => {
        now = given;
        const client = given.isBinary ? inBinary : inJson;
        const headers = { authorization: `Bearer ${SECRET}` };
        ends.add(await checkedEnd(client!.getOperation({ name: 'operations/1' }, { headers }), true));
      });
      await fc.assert(property, parameters);
      ends.report('Answers over Connect');
      expect('polluted' in {}).toBeFalse();
      expect(ends.of(ACCEPTED)).toBeGreaterThan(numRuns / 2);
      expect(ends.of('UNAVAILABLE')).toBeGreaterThan(numRuns / 50);
    },
    longest,
  );
});
