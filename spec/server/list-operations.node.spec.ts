import { firstValueFrom, lastValueFrom, NEVER, of, throwError, toArray } from 'rxjs';
import type { ListOperationsPage, ListOperationsRequest } from '../../src/index.js';
import { listOperations$, RpcError, StatusCode } from '../../src/index.js';
import { InMemoryOperations } from '../../src/server/index.js';
import { rpcFailureOf } from '../support/grpc-failure.js';
import { count, text, types } from '../support/messages.js';

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
    expect(names(await page(operations, { filter: filter.slice(0, 12 * 340 + 7) })).length).toBe(4);
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

  it('of a negative size are INVALID_ARGUMENT', async () => {
    const { operations } = storeOf(1);
    const error = await rpcFailureOf(operations.listOperations({ name: 'operations', pageSize: -1 }));
    expect([error.code, error.statusMessage]).toEqual([StatusCode.INVALID_ARGUMENT, 'page_size must not be negative']);
  });

  it('foreign tokens are refused: of another filter, another collection, or none of ours', async () => {
    const { operations } = storeOf(3);
    const { nextPageToken } = await page(operations, { pageSize: 1, filter: 'done = true' });
    const foreign: Partial<ListOperationsRequest>[] = [
      { pageToken: nextPageToken },
      { pageToken: nextPageToken, filter: 'done = false' },
      { pageToken: nextPageToken, filter: 'done = true', name: '' },
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
