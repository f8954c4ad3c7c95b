import { firstValueFrom, lastValueFrom, NEVER, of, throwError, toArray } from 'rxjs';
import type { ListOperationsPage, ListOperationsRequest } from '../../src/index.js';
import { listOperations$, RpcError, StatusCode } from '../../src/index.js';
import { InMemoryOperations } from '../../src/server/index.js';
import { rpcFailureOf } from '../support/grpc-failure.js';
import { count, text, types } from '../support/messages.js';
import { seededRandom } from '../support/seeded-random.js';

const page = (
  operations: InMemoryOperations,
  request: Partial<ListOperationsRequest> = {},
): Promise<ListOperationsPage> => firstValueFrom(operations.listOperations({ name: 'operations', ...request }));
const names = ({ operations }: ListOperationsPage): string[] => operations.map(({ name }) => name);

describe('The filter of ListOperations', () => {
  let operations: InMemoryOperations;
  let labels: Map<string, string>;

  beforeEach(() => {
    operations = new InMemoryOperations();
    labels = new Map([
      [operations.start(NEVER, types).name, 'running'],
      [operations.start([{ metadata: 'half' }, { response: 'all' }], types).name, 'text'],
      [operations.start([{ response: 3 }], { responseType: count, metadataType: text }).name, 'count'],
      [
        operations.start(
          throwError(() => new RpcError({ code: 5, message: 'gone' })),
          types,
        ).name,
        'failed',
      ],
    ]);
  });

  const cases: Record<string, readonly string[]> = {
    '': ['running', 'text', 'count', 'failed'],
    '  ': ['running', 'text', 'count', 'failed'],
    'done = true': ['text', 'count', 'failed'],
    'done=false': ['running'],
    'done != true': ['running'],
    'done : "tru"': ['text', 'count', 'failed'],
    'error.code = 5': ['failed'],
    'error.code = "5"': ['failed'],
    'error.code != 5': ['running', 'text', 'count'],
    'error.code:5': ['failed'],
    'metadata.type = acme.v1.Text': ['text'],
    'metadata.type != "acme.v1.Text"': ['running', 'count', 'failed'],
    'metadata.type : Text': ['text'],
    'response.type = acme.v1.Count': ['count'],
    'response.type != acme.v1.Count': ['running', 'text', 'failed'],
    'response.type : "acme"': ['text', 'count'],
    'name : "operations/"': ['running', 'text', 'count', 'failed'],
    'name != nothing': ['running', 'text', 'count', 'failed'],
    'name = " AND "': [],
    'done = true AND response.type : acme': ['text', 'count'],
    '\tdone=true  AND  response.type:acme AND error.code!=5\n': ['text', 'count'],
  };
  for (const [filter, expected] of Object.entries(cases)) {
    it(`lets through what it says: ${JSON.stringify(filter)}`, async () => {
      expect(names(await page(operations, { filter })).map((name) => labels.get(name)!)).toEqual([...expected]);
    });
  }

  it('finds one by its name', async () => {
    const [name] = labels.keys();
    expect(names(await page(operations, { filter: `name = "${name}"` }))).toEqual([name!]);
  });

  const bad = [
    'done',
    'done =',
    'done == true',
    'done = = true',
    'colour = red',
    'toString = red',
    'done > true',
    'done = true OR done = false',
    'done = true AND',
    'done = true AND ',
    'AND done = true',
    'done = true AND AND done = true',
    'done = true done = false',
    'name = "unclosed',
    'name = un"closed"',
    'DONE = true',
    '"',
  ];
  for (const filter of bad) {
    it(`INVALID_ARGUMENT for ${JSON.stringify(filter)}`, async () => {
      const error = await rpcFailureOf(operations.listOperations({ name: 'operations', filter }));
      expect(error.code).toBe(StatusCode.INVALID_ARGUMENT);
      expect(error.statusMessage).toMatch(
        /^the filter is not understood from ".*" on: expected comparisons \(= != :\) of name, done/,
      );
    });
  }

  it('INVALID_ARGUMENT for one that is too long', async () => {
    const filter = Array.from({ length: 500 }, () => 'done!=x').join(' AND ');
    const error = await rpcFailureOf(operations.listOperations({ name: 'operations', filter }));
    expect(error.code).toBe(StatusCode.INVALID_ARGUMENT);
    expect(error.statusMessage).toBe(`the filter must have at most 4096 characters, and has ${filter.length}`);
  });

  it('INVALID_ARGUMENT for one of too many comparisons', async () => {
    const of = (terms: number) => ({ filter: Array.from({ length: terms }, () => 'done!=x').join(' AND ') });
    const error = await rpcFailureOf(operations.listOperations({ name: 'operations', ...of(51) }));
    expect([error.code, error.statusMessage]).toEqual([
      StatusCode.INVALID_ARGUMENT,
      'the filter must have at most 50 comparisons, and has more',
    ]);
    expect(names(await page(operations, of(50))).length).toBe(4);
  });

  it('names the part that it does not understand', async () => {
    const error = await rpcFailureOf(operations.listOperations({ name: '', filter: 'done = true AND colour = red' }));
    expect(error.statusMessage).toContain('from "colour = red" on');
  });
});

describe('The pages of ListOperations', () => {
  const storeOf = (size: number): { operations: InMemoryOperations; all: string[] } => {
    const operations = new InMemoryOperations();
    return { operations, all: Array.from({ length: size }, () => operations.start(of({ response: '' }), types).name) };
  };

  it('come in the order of starting, each operation once', async () => {
    const { operations, all } = storeOf(7);
    const first = await page(operations, { pageSize: 3 });
    const second = await page(operations, { pageSize: 3, pageToken: first.nextPageToken });
    const third = await page(operations, { pageSize: 3, pageToken: second.nextPageToken });
    expect([names(first), names(second), names(third)]).toEqual([all.slice(0, 3), all.slice(3, 6), all.slice(6)]);
    expect(third.nextPageToken).toBe('');
  });

  it('end without a token when the last page is full', async () => {
    const { operations } = storeOf(3);
    expect((await page(operations, { pageSize: 3 })).nextPageToken).toBe('');
  });

  it('are of 100 by default and of 1,000 at most', async () => {
    const { operations, all } = storeOf(1_001);
    expect(names(await page(operations)).length).toBe(100);
    expect(names(await page(operations, { pageSize: 0 })).length).toBe(100);
    expect(names(await page(operations, { pageSize: 1_000_000 })).length).toBe(1_000);
    const listed = await lastValueFrom(listOperations$(operations, { name: 'operations' }).pipe(toArray()));
    expect(listed.map(({ name }) => name)).toEqual(all);
  });

  it('stay right when operations are deleted and started between them', async () => {
    const { operations, all } = storeOf(5);
    const first = await page(operations, { pageSize: 2 });
    for (const name of [all[0]!, all[1]!, all[2]!]) await firstValueFrom(operations.deleteOperation({ name }));
    const added = operations.start(NEVER, types).name;
    const second = await page(operations, { pageSize: 2, pageToken: first.nextPageToken });
    const third = await page(operations, { pageSize: 2, pageToken: second.nextPageToken });
    expect([...names(second), ...names(third)]).toEqual([all[3]!, all[4]!, added]);
  });

  for (const [pageSize, message] of [
    [-1, 'page_size must not be negative'],
    [-0.5, 'page_size must not be negative'],
    [0.5, 'page_size must be a whole number'],
    [NaN, 'page_size must be a whole number'],
    [Infinity, 'page_size must be a whole number'],
  ] as const) {
    it(`of the size ${pageSize} are INVALID_ARGUMENT`, async () => {
      const { operations } = storeOf(1);
      const error = await rpcFailureOf(operations.listOperations({ name: 'operations', pageSize }));
      expect([error.code, error.statusMessage]).toEqual([StatusCode.INVALID_ARGUMENT, message]);
    });
  }

  it('end at 1 MiB, and have one operation at least', async () => {
    const operations = new InMemoryOperations();
    const start = (bytes: number) => operations.start([{ response: 'x'.repeat(bytes) }], types).name;
    const all = [500_000, 500_000, 500_000, 3_000_000, 1, 1].map(start);
    const pages: string[][] = [];
    for (let pageToken = '', more = true; more; more = pageToken !== '') {
      const each = await page(operations, { pageToken });
      pages.push(names(each));
      pageToken = each.nextPageToken;
    }
    expect(pages).toEqual([all.slice(0, 2), all.slice(2, 3), all.slice(3, 4), all.slice(4)]);
  });

  it('end when they have looked for long enough, and the next one goes on from there', async () => {
    const operations = new InMemoryOperations({ maxOperations: 30_000 });
    const all = Array.from({ length: 26_000 }, () => operations.start([], types).name);
    const filter = `name = "${all.at(-1)!}"`;
    const first = await page(operations, { filter });
    expect([names(first), first.nextPageToken]).toEqual([[], jasmine.stringMatching(/./)]);
    const second = await page(operations, { filter, pageToken: first.nextPageToken });
    expect([names(second), second.nextPageToken]).toEqual([[all.at(-1)!], '']);
    const listed = await lastValueFrom(listOperations$(operations, { name: 'operations', filter }).pipe(toArray()));
    expect(listed.length).toBe(1);
  });

  it('of those that run go past none that has ended', async () => {
    const operations = new InMemoryOperations({ maxOperations: 30_000 });
    for (let ended = 0; ended < 26_000; ended++) operations.start([], types);
    const { name } = operations.start(NEVER, types);
    for (const filter of ['done = false', 'done != true', 'name : "operations/" AND done=false']) {
      expect(names(await page(operations, { filter })))
        .withContext(filter)
        .toEqual([name]);
    }
    await firstValueFrom(operations.cancelOperation({ name }));
    expect(names(await page(operations, { filter: 'done = false' }))).toEqual([]);
  });

  it('come newest first where the store says so, and stay right when operations come and go', async () => {
    const operations = new InMemoryOperations({ listOrder: 'newest-first' });
    const all = Array.from({ length: 6 }, () => operations.start(NEVER, types).name).reverse();
    const first = await page(operations, { pageSize: 2 });
    operations.start(NEVER, types);
    for (const name of [all[1]!, all[2]!]) await firstValueFrom(operations.deleteOperation({ name }));
    const second = await page(operations, { pageSize: 2, pageToken: first.nextPageToken });
    const third = await page(operations, { pageSize: 2, pageToken: second.nextPageToken });
    expect([names(first), names(second), names(third)]).toEqual([all.slice(0, 2), all.slice(3, 5), all.slice(5)]);
    const running = { pageSize: 1, filter: 'done = false' };
    const newest = await page(operations, running);
    expect(names(await page(operations, { ...running, pageToken: newest.nextPageToken }))).toEqual([all[0]!]);
  });

  it('have tokens that fit into a URL, whatever the filter', async () => {
    const { operations } = storeOf(2);
    const filter = `name != "${'ü'.repeat(4_000)}"`;
    const { nextPageToken } = await page(operations, { pageSize: 1, filter });
    expect(nextPageToken).toMatch(/^.{1,50}$/);
  });

  it('are what is there, in any order of starts, ends, deletes and looks', async () => {
    const random = seededRandom(14);
    for (const listOrder of ['oldest-first', 'newest-first'] as const) {
      const operations = new InMemoryOperations({ listOrder, maxRunning: 10_000 });
      let expected: { name: string; done: boolean }[] = [];
      for (let step = 0; step < 3_000; step++) {
        const chosen = expected[Math.floor(random() * expected.length)];
        const dice = random();
        if (!chosen || dice < 0.5) expected.push({ ...operations.start(NEVER, types) });
        else if (dice < 0.7) {
          await firstValueFrom(operations.cancelOperation(chosen));
          chosen.done = true;
        } else if (dice < 0.95) {
          await firstValueFrom(operations.deleteOperation(chosen));
          expected = expected.filter((each) => each !== chosen);
        } else {
          const filter = ['', 'done = false', 'done = true'][Math.floor(random() * 3)]!;
          const pageSize = 1 + Math.floor(random() * 40);
          const listed = await lastValueFrom(
            listOperations$(operations, { name: 'operations', filter, pageSize }).pipe(toArray()),
          );
          const wanted = expected.filter(({ done }) => filter === '' || String(done) === filter.slice(7));
          if (listOrder === 'newest-first') wanted.reverse();
          expect(listed.map(({ name }) => name)).toEqual(wanted.map(({ name }) => name));
        }
      }
      expect(expected.length).toBeGreaterThan(300);
    }
  });

  it('foreign tokens are refused: of another filter, another collection, or none of ours', async () => {
    const { operations } = storeOf(3);
    const { nextPageToken } = await page(operations, { pageSize: 1, filter: 'done = true' });
    const foreign: Partial<ListOperationsRequest>[] = [
      { pageToken: nextPageToken },
      { pageToken: nextPageToken, filter: 'done = false' },
      { pageToken: nextPageToken, filter: 'done = true', name: '' },
      { pageToken: nextPageToken, filter: 'done = true', name: 'projects/p/operations' },
      { pageToken: '['.repeat(4_000_000) },
      ...['garbage', '%', '2', btoa('null'), btoa('[]'), btoa('{}'), btoa('["1","operations",""]'), 'ü'].map(
        (pageToken) => ({ pageToken }),
      ),
    ];
    for (const request of foreign) {
      const error = await rpcFailureOf(operations.listOperations({ name: 'operations', ...request }));
      expect([error.code, error.statusMessage]).toEqual([
        StatusCode.INVALID_ARGUMENT,
        'page_token is not one that this list gave for the same name and filter',
      ]);
    }
    expect(names(await page(operations, { filter: 'done = true', pageToken: nextPageToken })).length).toBe(2);
  });

  it('of the collection of no name hold everything, of another collection nothing', async () => {
    const { operations, all } = storeOf(2);
    expect(names(await page(operations, { name: '' }))).toEqual(all);
    expect(names(await page(operations, { name: 'projects/p/operations' }))).toEqual([]);
    expect(names(await page(operations, { name: 'oper' }))).toEqual([]);
  });
});
