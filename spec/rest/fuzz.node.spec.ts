import fc from 'fast-check';
import type { Observable } from 'rxjs';
import { lastValueFrom, materialize, toArray } from 'rxjs';
import type { OperationsClient } from '../../src/index.js';
import { isRpcError, statusCodeName } from '../../src/index.js';
import type { RestMethod } from '../../src/rest/index.js';
import { arbitraryAnswer, responseOf } from './arbitrary-answer.js';
import { arbitraryName } from './arbitrary-name.js';
import { BASE, FakeFetch, NAME } from './fake-fetch.js';

/** More of them where there is time: `FUZZ_RUNS=1000000`. */
const numRuns = Number(process.env['FUZZ_RUNS'] ?? 10_000);
/** A call that has not ended by `timeout` hangs. */
const RUNS = { numRuns, seed: Number(process.env['FUZZ_SEED'] ?? 5), timeout: 10_000, includeErrorInReport: true };
const LONGEST = 60_000 + numRuns * 10;

const SECRET = 'hunter2';
const VERBS: Partial<Record<RestMethod, string>> = { waitOperation: ':wait', cancelOperation: ':cancel' };
const arbitraryMethod = fc.constantFrom<RestMethod[]>(
  'getOperation',
  'listOperations',
  'waitOperation',
  'cancelOperation',
  'deleteOperation',
);

function call$(client: OperationsClient, method: RestMethod, name: string): Observable<unknown> {
  return client[method]({ name });
}

function hold(rule: string, holds: boolean): void {
  if (!holds) throw new Error(rule);
}

/** How a call ended: `value`, or the name of the code of its error. */
function checkedEnd(method: RestMethod, kinds: readonly string[], value: unknown, error: unknown): string {
  hold('one value and the end, or one error', /^(NC|E)$/.test(kinds.join('')));
  if (kinds[0] === 'N') {
    if (method === 'getOperation' || method === 'waitOperation') {
      const { name, done } = value as { readonly name: unknown; readonly done: unknown };
      hold('the value is an operation', typeof name === 'string' && typeof done === 'boolean');
    }
    return 'value';
  }
  if (!isRpcError(error)) throw new Error('the error is no RpcError', { cause: error });
  const { code, retryDelay = 0, message, details } = error;
  hold('the code is one of an error', Number.isInteger(code) && code > 0 && code <= 16);
  hold('the hint is a delay', Number.isFinite(retryDelay) && retryDelay >= 0);
  hold('the message is short', message.length < 1_200);
  hold('the message keeps secrets', !message.includes(SECRET));
  hold('the details are a list', Array.isArray(details));
  return statusCodeName(code);
}

describe('A call over REST, whatever the name and the answer', () => {
  it(
    `ends with one value, or with one RpcError: ${numRuns} answers`,
    async () => {
      const ends = new Map<string, number>();
      const property = fc.asyncProperty(arbitraryMethod, arbitraryAnswer, async (method, answer) => {
        const server = new FakeFetch(() => responseOf(answer));
        const client = server.client({ maxResponseBytes: 20_000, headers: { authorization: `Bearer ${SECRET}` } });
        const told = await lastValueFrom(call$(client, method, NAME).pipe(materialize(), toArray()));
        const [first] = told;
        const end = checkedEnd(
          method,
          told.map(({ kind }) => kind),
          first && 'value' in first ? first.value : undefined,
          first && 'error' in first ? first.error : undefined,
        );
        ends.set(end, (ends.get(end) ?? 0) + 1);
        hold('one request', server.requests.length === 1);
      });
      await fc.assert(property, RUNS);
      expect('polluted' in {}).toBeFalse();
      expect(ends.get('value')).toBeGreaterThan(numRuns / 10);
      for (const code of ['UNAVAILABLE', 'INTERNAL', 'NOT_FOUND', 'UNIMPLEMENTED', 'RESOURCE_EXHAUSTED']) {
        expect(ends.get(code))
          .withContext(code)
          .toBeGreaterThan(numRuns / 200);
      }
    },
    LONGEST,
  );

  it(
    `asks for that name below the base, or throws before it asks: ${numRuns} names`,
    async () => {
      let asked = 0;
      const property = fc.asyncProperty(arbitraryMethod, arbitraryName, async (method, name) => {
        const server = new FakeFetch(() => new Response('{"done":true}'));
        let answer$: Observable<unknown>;
        try {
          answer$ = call$(server.client(), method, name);
        } catch (error) {
          if (!(error instanceof TypeError)) throw error;
          return;
        }
        await lastValueFrom(answer$);
        const { pathname, href } = new URL(server.last.url);
        const path = `/v1/${name}${VERBS[method] ?? ''}`;
        hold(`${href} is below the base`, href.startsWith(`${BASE}/v1/`) && href.endsWith(pathname));
        hold(`${href} is of the name`, decodeURIComponent(pathname) === new URL(BASE).pathname + path);
        asked++;
      });
      await fc.assert(property, RUNS);
      expect(asked).toBeGreaterThan(numRuns / 10);
      expect(asked).toBeLessThan(numRuns - numRuns / 10);
    },
    LONGEST,
  );
});
