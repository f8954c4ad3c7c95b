import type { Observable } from 'rxjs';
import { firstValueFrom, NEVER, of } from 'rxjs';
import type { ListOperationsPage, ListOperationsRequest, MessageType, OperationMessage } from '../src/index.js';
import { InMemoryOperations } from '../src/server/index.js';
import { medianRatio, median, samples } from './support/measure.js';
import { table } from './support/table.js';

const KEPT = ['1000', '10000', '100000'] as const;
const PAGE_SIZE = 100;
const PAGES = 50;
/** One of so many operations runs. */
const RUNNING = 100;

const text: MessageType<string> = {
  typeName: 'bench.Text',
  toBinary: (message) => new TextEncoder().encode(message),
};

/** What is listed, in the order of the columns. */
type Lister = (request: Partial<ListOperationsRequest>) => Observable<ListOperationsPage>;
const LISTS = ['first', 'middle', 'running', 'a scan'] as const;

/** What a List page costs as the store grows: a page of 100, which should take the same whatever is kept. */
export async function costOfListing(): Promise<string> {
  const costs = Object.fromEntries(KEPT.map((kept) => [kept, costsOf(Number(kept))])) as Record<
    string,
    Record<(typeof LISTS)[number], () => Promise<number>>
  >;
  const columns: Record<string, readonly number[]>[] = [];
  for (const list of LISTS) {
    columns.push(
      await samples(KEPT, { rounds: 15, warmUps: 5 }, (kept) => costs[kept]?.[list]() ?? Promise.resolve(NaN)),
    );
  }
  const rows = KEPT.map((kept) => {
    const ratio = Math.max(
      ...columns.slice(0, 3).map((values) => medianRatio(values[kept] ?? [], values[KEPT[0]] ?? [])),
    );
    return {
      name: `${kept} kept`,
      figures: columns.map((values) => median(values[kept] ?? [])),
      verdict: `${ratio <= 2 ? 'reached' : 'MISSED'}: at most 2 x of the first row, but for the scan`,
    };
  });
  return table(`A List page of ${PAGE_SIZE}, in us`, LISTS, rows);
}

function costsOf(kept: number): Record<(typeof LISTS)[number], () => Promise<number>> {
  const operations = new InMemoryOperations({ maxOperations: kept, maxRunning: kept });
  const messages: OperationMessage[] = [];
  for (let index = 0; index < kept; index++) {
    const work = index % RUNNING === 0 ? NEVER : of({ response: 'done' });
    messages.push(operations.start(work, { responseType: text, metadataType: text }));
  }
  const list: Lister = (request) => operations.listOperations({ name: 'operations', pageSize: PAGE_SIZE, ...request });
  // What it was: every operation that is kept, for each page.
  const scan: Lister = () => {
    const there = messages.filter(({ name }) => name.startsWith('operations/'));
    const rest = there.filter((_, index) => index >= 0);
    return of({ operations: rest.slice(0, PAGE_SIZE), nextPageToken: '' });
  };
  let middle: Promise<string> | undefined;
  return {
    first: () => costOf(list, {}),
    middle: async () => costOf(list, { pageToken: await (middle ??= tokenOf(list, kept / 2)) }),
    running: () => costOf(list, { filter: 'done = false', pageSize: 10 }),
    'a scan': () => costOf(scan, {}),
  };
}

/** Of the page that begins after so many operations. */
async function tokenOf(list: Lister, after: number): Promise<string> {
  let pageToken = '';
  for (let seen = 0; seen < after; seen += PAGE_SIZE) {
    ({ nextPageToken: pageToken } = await firstValueFrom(list({ pageToken })));
  }
  return pageToken;
}

async function costOf(list: Lister, request: Partial<ListOperationsRequest>): Promise<number> {
  const start = performance.now();
  for (let page = 0; page < PAGES; page++) await firstValueFrom(list(request));
  return ((performance.now() - start) * 1_000) / PAGES;
}
