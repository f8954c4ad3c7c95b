import type { OperationsClient } from 'rxjs-longrunning';
import { listOperations$, watchOperations } from 'rxjs-longrunning';
import { loadOperationsClient } from 'rxjs-longrunning/grpc';
import { noop, Observable, Subscription } from 'rxjs';
import { listedName } from './support/listed-operations.js';
import { cpuTime, median, memoryGrowth } from './support/measure.js';
import { table } from './support/table.js';
import { withWorkers } from './support/worker.js';

const EVERY = 1_000;
const ROUNDS = 5;
/** How many operations in memory; `WATCH=1000 npm run bench -- watch` for others. */
const COUNTS = (process.env['WATCH'] ?? '100000,1000000').split(',').map(Number);

/** What an operation takes that is watched. */
interface Taken {
  /** In us, of one poll of it. */
  readonly cpu: number;
  /** In us, of what the client alone takes to give it on a page. */
  readonly page: number;
  /** In bytes, after some polls. */
  readonly memory: number;
}

/** `watchOperations` by List: in memory and over gRPC, 100,000 operations, and a million in memory. */
export async function watchingMany(): Promise<string> {
  const row = async (count: number, where: 'in memory' | 'over gRPC', mostCpu?: number) => {
    const { cpu, page, memory } = await withWorkers(['server', 'client'], async ({ server, client }) => {
      const target = where === 'over gRPC' ? await server.run<string>('serveListedOperations', count) : null;
      return client.run<Taken>('watchingTakes', count, target);
    });
    // In memory, the messages are the client's to make.
    const isReached = memory <= 1_000 && (where === 'in memory' ? cpu - page : cpu) <= (mostCpu ?? Infinity);
    const limits = `at most 1,000 B${mostCpu === undefined ? '' : `, ${mostCpu} us`}`;
    return {
      name: `${count} ${where}`,
      figures: [cpu, page, memory],
      verdict: `${isReached ? 'reached' : 'MISSED'}: ${limits}`,
    };
  };
  const rows = [];
  for (const count of COUNTS) rows.push(await row(count, 'in memory', count <= 100_000 ? 2.5 : undefined));
  rows.push(await row(100_000, 'over gRPC', 8));
  return table(
    'watchOperations, by List: CPU of a poll of one operation, that of the pages alone, memory of one',
    ['CPU us', 'pages us', 'memory B'],
    rows,
  );
}

/** @param target none is in memory. */
export async function watchingTakes(count: number, target: string | null): Promise<Taken> {
  const client = target === null ? inMemoryClient(count) : await loadOperationsClient({ target, insecure: true });
  const names = Array.from({ length: count }, (_, i) => listedName(i));
  const list = (): Promise<void> => listOperations$(client, { name: 'operations', pageSize: 1_000 }).forEach(noop);
  await list();
  const page = (await cpuTime(list)) / count;
  let states = 0;
  const observer = {
    next: () => {
      states++;
    },
  };
  const all = new Subscription();
  const polled = async (polls: number): Promise<void> => {
    while (states < polls) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  const memory = await memoryGrowth(async () => {
    const watch = watchOperations(client, { every: EVERY, maxCallsPerSecond: 10_000 });
    for (const name of names) all.add(watch.watch$(name).subscribe(observer));
    await polled(3 * count);
  });
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    const before = states;
    const cpu = await cpuTime(() => polled(before + count));
    rounds.push(cpu / (states - before));
  }
  all.unsubscribe();
  return { cpu: median(rounds), page, memory: memory / count };
}

/** Answers without a network: with new messages each time, as a transport makes them, in a task of their own. */
function inMemoryClient(count: number): OperationsClient {
  const typeUrl = 'type.googleapis.com/acme.v1.Progress';
  const message = (index: number) => ({
    name: listedName(index),
    done: false,
    metadata: { typeUrl, value: new Uint8Array([8, 42, 16, 100]) },
  });
  const client: Pick<OperationsClient, 'listOperations'> = {
    listOperations: ({ pageToken = '0', pageSize = 1_000 }) =>
      new Observable((subscriber) => {
        const answer = setImmediate(() => {
          const from = Number(pageToken);
          const to = Math.min(count, from + pageSize);
          const operations = Array.from({ length: to - from }, (_, i) => message(from + i));
          subscriber.next({ operations, nextPageToken: to < count ? String(to) : '' });
          subscriber.complete();
        });
        return () => clearImmediate(answer);
      }),
  };
  return client as OperationsClient;
}
