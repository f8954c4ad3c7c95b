import type { AwaitAll, AwaitingContender } from './contenders/awaiting.js';
import { AWAITING_CONTENDERS, awaitingAll } from './contenders/awaiting.js';
import { cpuTime, medians, memoryGrowth } from './support/measure.js';
import { table } from './support/table.js';
import { withWorkers } from './support/worker.js';

const OPERATIONS = 10_000;
/** Of these: growth is counted from their end on. */
const OPERATIONS_BEFORE = 2_000;
const CONCURRENCY = 500;
const DELAY = 10;

const MOST_CPU = 1.15;
/** In bytes per operation: less than anything that is kept of one takes. */
const MOST_GROWTH = 64;

/** What thousands of operations take that go through one `awaitOperation`, and whether it keeps something of each. */
export function awaitingMany(): Promise<string> {
  return withWorkers(['server', ...AWAITING_CONTENDERS], async (workers) => {
    const target = await workers.server.run<string>('serveSecondAnswerOperations');
    const cpu = await medians(AWAITING_CONTENDERS, { rounds: 5, warmUps: 2 }, (contender) =>
      workers[contender].run('cpuOfAwaiting', contender, target),
    );
    // Afterwards, when all is compiled; in turns, as the names are the same.
    const growths: number[] = [];
    for (const contender of AWAITING_CONTENDERS) {
      growths.push(await workers[contender].run<number>('growthOfAwaiting', contender, target));
    }
    return table(
      `Awaiting ${OPERATIONS} operations, over gRPC: ${CONCURRENCY} at once, 2 polls each, every result checked`,
      ['CPU us', 'ratio', 'growth B'],
      AWAITING_CONTENDERS.map((name, i) => {
        const { value, ratio } = cpu[name];
        const growth = growths[i] ?? NaN;
        const reached = ratio <= MOST_CPU && growth <= MOST_GROWTH;
        const verdict = `${reached ? 'reached' : 'MISSED'}: at most ${MOST_CPU} x, growth at most ${MOST_GROWTH} B`;
        return { name, figures: [value, ratio, growth], verdict: name === 'rxjs-longrunning' ? verdict : '' };
      }),
    );
  });
}

/** In us per operation. */
export async function cpuOfAwaiting(contender: AwaitingContender, target: string): Promise<number> {
  return (await cpuTime(() => awaitRight(contender, target, 0, OPERATIONS))) / OPERATIONS;
}

/** Of the memory in use while nothing is awaited, in bytes per operation. */
export async function growthOfAwaiting(contender: AwaitingContender, target: string): Promise<number> {
  await awaitRight(contender, target, 0, OPERATIONS_BEFORE);
  const growth = await memoryGrowth(() => awaitRight(contender, target, OPERATIONS_BEFORE, OPERATIONS));
  return growth / (OPERATIONS - OPERATIONS_BEFORE);
}

/** Awaits the operations from one number to another, and throws unless each one's own response comes, once. */
async function awaitRight(contender: AwaitingContender, target: string, from: number, to: number): Promise<void> {
  awaitAll ??= await awaitingAll[contender](target, {
    concurrency: CONCURRENCY,
    delay: DELAY,
    onResponse: (value) => onResponse(Buffer.from(value).toString()),
  });
  // The only list of names: what is still referred to afterwards, is empty.
  const missing = new Set(Array.from({ length: to - from }, (_, i) => `operations/${from + i}`));
  await new Promise<void>((resolve, reject) => {
    onResponse = (name) => {
      if (!missing.delete(name)) reject(new Error(`${contender} gave "${name}", which is not awaited any more.`));
      if (missing.size === 0) resolve();
    };
    awaitAll?.([...missing]);
  });
}

/** One for all rounds: a new client would have its (de)serializers compiled anew. */
let awaitAll: AwaitAll | undefined;
let onResponse: (name: string) => void;
