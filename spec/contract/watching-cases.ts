import { lastValueFrom, merge, of, take, toArray } from 'rxjs';
import type { OperationMessage } from '../../src/index.js';
import { pack, watchOperations } from '../../src/index.js';
import { RecordedClient } from '../../src/testing/recorded-client.js';
import { text } from '../support/messages.js';
import type { ContractCase } from './contract.js';

const NAMES = Array.from({ length: 30 }, (_, i) => `operations/${i}`);

/** Operations that run on the first page of a List, and have ended on the next; those with a 7 are on none. */
const server = () => {
  let lists = 0;
  const message = (name: string): OperationMessage =>
    lists < 2 ? { name, done: false } : { name, done: true, response: pack(name, text) };
  return new RecordedClient(
    (method, { name }) => {
      if (method === 'getOperation') return of(message(name)) as never;
      lists++;
      return of({ operations: NAMES.filter((one) => !one.includes('7')).map(message), nextPageToken: '' }) as never;
    },
    { now: () => 0 },
  );
};

/** How many operations are watched. */
export const watchingCases: readonly ContractCase[] = [
  {
    title: 'watch-many: watchOperations ends each by List, and by Get those that List has not',
    needs: 'script',
    run: async (contract) => {
      const operations = server();
      const client = await contract.open(operations);
      const watch = watchOperations(client, { every: 20, maxCallsPerSecond: 1_000 });
      const ends$ = merge(...NAMES.map((name) => watch.watch$(name)));
      const states = await lastValueFrom(ends$.pipe(toArray()));
      expect(states.filter(({ done }) => done).map(({ name }) => name).sort()).toEqual([...NAMES].sort()); // prettier-ignore
      expect(states.filter(({ status }) => status === 'succeeded').length).toBe(30);
      const gets = operations.calls
        .filter(({ method }) => method === 'getOperation')
        .map(({ request }) => request.name);
      expect([...new Set(gets)].sort()).toEqual(['operations/17', 'operations/27', 'operations/7']);
    },
  },
  {
    title: 'watch-list: list$ has the rows in the order of the server, and what has ended',
    needs: 'script',
    run: async (contract) => {
      const client = await contract.open(server());
      const { list$ } = watchOperations(client, { every: 20, maxCallsPerSecond: 1_000 });
      const lists = await lastValueFrom(list$.pipe(take(2), toArray()));
      const listed = NAMES.filter((name) => !name.includes('7'));
      expect(lists.map(({ rows }) => [...rows.keys()])).toEqual([listed, listed]);
      expect(lists.map(({ added, ended }) => [added, ended])).toEqual([
        [listed, []],
        [[], listed],
      ]);
    },
  },
];
