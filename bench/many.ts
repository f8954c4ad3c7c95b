import type { AnyWayName, ManyWayName } from './contenders/many-ways.js';
import { ALL_WAYS, MANY_WAYS } from './contenders/many-ways.js';
import type { KeptOperations } from './support/kept-operations.js';
import { endedAt } from './support/kept-operations.js';
import { mean, memoryInUse, p95 } from './support/measure.js';
import { table } from './support/table.js';
import { withWorkers } from './support/worker.js';

/** How many operations; `MANY=1000,50000 npm run bench -- many` for others. */
const COUNTS = (process.env['MANY'] ?? '1000,10000,50000,100000').split(',').map(Number);
/** Some 3,000 polls a second are what a server of one process answers. */
const POLLS_PER_SECOND = 1_500;

const MOST_CPU = 1.1;

const WAITS = 1_000;

/** What was seen of so many operations. */
interface Seen {
  readonly right: number;
  /** In us, of all that the client did until the last end. */
  readonly cpu: number;
  /** From the first call to the last end, in s. */
  readonly seconds: number;
  /** While all of them wait, in bytes per operation. */
  readonly memory: number;
  /** From the end of each to when it was seen, in ms. */
  readonly delays: { readonly mean: number; readonly p95: number };
}

/** From 1,000 operations to 100,000 at once, over gRPC, against the package's own server in another process. */
export async function manyAtOnce(): Promise<string> {
  const tables = [];
  for (const count of COUNTS) tables.push(await tableOf(count));
  return tables.join('\n');
}

async function tableOf(count: number): Promise<string> {
  const ways = Object.keys(MANY_WAYS) as ManyWayName[];
  const delay = Math.max(1_000, (count / POLLS_PER_SECOND) * 1_000);
  const rows = [];
  let bare = NaN;
  for (const way of ways) {
    const seen = await seenOf(way, { count, delay, endFrom: 0, endTo: 2 * delay });
    const { right, calls, seconds, memory, delays } = seen;
    const cpu = seen.cpu / calls;
    if (Number.isNaN(bare)) bare = cpu;
    rows.push({
      name: way,
      figures: [right, calls, cpu, cpu / bare, calls / seconds, memory, delays.mean, delays.p95],
      verdict: verdictOf(way, right === count, cpu / bare),
    });
  }
  return table(
    `${count} operations at once, over gRPC, each polled every ${Math.round(delay)} ms until it has ended`,
    ['right', 'calls', 'CPU us', 'ratio', 'calls/s', 'memory B', 'mean ms', 'p95 ms'],
    rows,
  );
}

/** How late the ends of 1,000 operations are seen that all wait at once, and how many calls that takes. */
export async function manyWaits(): Promise<string> {
  const { right, calls, delays } = await seenOf('pollOperation$, long polls', {
    count: WAITS,
    delay: 1_000,
    endFrom: 0,
    endTo: 9_000,
  });
  const reached = right === WAITS && delays.mean <= 20 && calls / WAITS <= 1.1;
  return table(
    `${WAITS} operations of 1 to 10 s at once, over gRPC, by long polls`,
    ['right', 'calls each', 'mean ms', 'p95 ms'],
    [
      {
        name: 'longPoll: true',
        figures: [right, calls / WAITS, delays.mean, delays.p95],
        verdict: `${reached ? 'reached' : 'MISSED'}: mean at most 20 ms, at most 1.1 calls each`,
      },
    ],
  );
}

interface Watched {
  readonly count: number;
  /** From an answer to the next poll, in ms. */
  readonly delay: number;
  /** In ms from when all were polled once. */
  readonly endFrom: number;
  readonly endTo: number;
}

async function seenOf(
  way: AnyWayName,
  { count, delay, endFrom, endTo }: Watched,
): Promise<Seen & { readonly calls: number }> {
  return withWorkers(['server', 'client'], async ({ server, client }) => {
    const kept = await server.run<KeptOperations>('serveKeptOperations', count);
    await client.run('beginWatching', way, kept, delay);
    const memory = await client.run<number>('memoryOfWatching');
    await server.run('endKept', endFrom, endTo);
    const seen = await client.run<Omit<Seen, 'memory'>>('endsSeen');
    return { ...seen, memory, calls: await server.run<number>('callsOfKept') };
  });
}

function verdictOf(way: ManyWayName, allRight: boolean, ratio: number): string {
  if (way !== 'pollOperation$') return '';
  return `${allRight && ratio <= MOST_CPU ? 'reached' : 'MISSED'}: all right, CPU at most ${MOST_CPU} x`;
}

let began: { readonly at: number; readonly cpu: NodeJS.CpuUsage; readonly memory: number };
let count = 0;
let right = 0;
let ended = 0;
let firstPolls: Promise<void>;
let allEnded: Promise<void>;
const delays: number[] = [];

/** Begins to watch, and gives as soon as the calls began. */
export async function beginWatching(way: AnyWayName, { target, names }: KeptOperations, delay: number): Promise<void> {
  const watch = await ALL_WAYS[way](target, delay);
  count = names.length;
  // Long enough for a poll of each, at the rate that a server answers.
  firstPolls = new Promise((resolve) => setTimeout(resolve, Math.max(1_000, delay)));
  began = { memory: await memoryInUse(), at: performance.now(), cpu: process.cpuUsage() };
  allEnded = new Promise((resolve) =>
    watch(names, (_, value) => {
      if (value) {
        right++;
        delays.push(Date.now() - endedAt(value));
      }
      if (++ended === count) resolve();
    }),
  );
}

/** While all of them are watched, in bytes per operation. */
export async function memoryOfWatching(): Promise<number> {
  await firstPolls;
  return ((await memoryInUse()) - began.memory) / count;
}

/** When all have ended. */
export async function endsSeen(): Promise<Omit<Seen, 'memory'>> {
  await allEnded;
  const { user, system } = process.cpuUsage(began.cpu);
  return {
    right,
    cpu: user + system,
    seconds: (performance.now() - began.at) / 1_000,
    delays: { mean: mean(delays), p95: p95(delays) },
  };
}
