import fc from 'fast-check';
import type { Observable } from 'rxjs';
import { lastValueFrom } from 'rxjs';
import type { OperationsClient } from '../../src/index.js';
import type { RestMethod } from '../../src/rest/index.js';
import { checkedEnd, SECRET } from '../fuzz/checked-end.js';
import { ACCEPTED, Ends, fuzzRuns, hold } from '../fuzz/fuzz-runs.js';
import { arbitraryAnswer, responseOf } from './arbitrary-answer.js';
import { arbitraryName } from './arbitrary-name.js';
import { BASE, FakeFetch, NAME } from './fake-fetch.js';

const ANSWERS = fuzzRuns(0.25);
const NAMES = fuzzRuns(0.1);

const VERBS: Partial<Record<RestMethod, string>> = { waitOperation: ':wait', cancelOperation: ':cancel' };
const METHODS = ['getOperation', 'listOperations', 'waitOperation', 'cancelOperation', 'deleteOperation'] as const;

const arbitraryMethod = fc.constantFrom(...METHODS);
const arbitraryExchange = arbitraryMethod.chain((method) =>
  fc.record({ method: fc.constant(method), answer: arbitraryAnswer(method) }),
);

function call$(client: OperationsClient, method: RestMethod, name: string): Observable<unknown> {
  return client[method]({ name });
}

describe('A call over REST, whatever the name and the answer', () => {
  it(
    `ends with one value, or with one RpcError: ${ANSWERS.numRuns} answers`,
    async () => {
      const ends = new Ends();
      const property = fc.asyncProperty(arbitraryExchange, async ({ method, answer }) => {
        const server = new FakeFetch(() => responseOf(answer));
        const client = server.client({ maxResponseBytes: 20_000, headers: { authorization: `Bearer ${SECRET}` } });
        ends.add(await checkedEnd(call$(client, method, NAME), /^(get|wait)/.test(method)));
        hold('one request', server.requests.length === 1);
      });
      await fc.assert(property, ANSWERS.parameters);
      ends.report('Answers over REST');
      expect('polluted' in {}).toBeFalse();
      expect(ends.of(ACCEPTED)).toBeGreaterThan(ANSWERS.numRuns / 2);
      for (const code of ['UNAVAILABLE', 'INTERNAL', 'NOT_FOUND', 'UNIMPLEMENTED', 'RESOURCE_EXHAUSTED']) {
        expect(ends.of(code))
          .withContext(code)
          .toBeGreaterThan(ANSWERS.numRuns / 500);
      }
    },
    ANSWERS.longest,
  );

  it(
    `asks for that name below the base, or throws before it asks: ${NAMES.numRuns} names`,
    async () => {
      const ends = new Ends();
      const property = fc.asyncProperty(arbitraryMethod, arbitraryName, async (method, name) => {
        const server = new FakeFetch(() => new Response('{"done":true}'));
        let answer$: Observable<unknown>;
        try {
          answer$ = call$(server.client(), method, name);
        } catch (error) {
          if (!(error instanceof TypeError)) throw error;
          return ends.add('refused');
        }
        await lastValueFrom(answer$);
        const { pathname, href } = new URL(server.last.url);
        const path = `/v1/${name}${VERBS[method] ?? ''}`;
        hold(`${href} is below the base`, href.startsWith(`${BASE}/v1/`) && href.endsWith(pathname));
        hold(`${href} is of the name`, decodeURIComponent(pathname) === new URL(BASE).pathname + path);
        ends.add(ACCEPTED);
      });
      await fc.assert(property, NAMES.parameters);
      ends.report('Names over REST');
      expect(ends.of(ACCEPTED)).toBeGreaterThan(NAMES.numRuns / 2);
      expect(ends.of('refused')).toBeGreaterThan(NAMES.numRuns / 10);
    },
    NAMES.longest,
  );
});
