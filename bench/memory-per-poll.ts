import type { Contender, PollLoop } from './contenders/contender.js';
import { CONTENDERS } from './contenders/contender.js';
import { inMemoryLoops } from './contenders/in-memory.js';
import { grpcLoops } from './contenders/over-grpc.js';
import { InMemoryServer } from './support/in-memory-server.js';
import { memoryGrowth } from './support/measure.js';
import type { Figures } from './support/report.js';
import { withWorkers } from './support/worker.js';

const WAITING = 100_000;
/** Over gRPC, for the contenders that are here for comparison: enough for a figure, and minutes faster. */
const WAITING_FEWER = 25_000;
const AT_ONCE = 256;
const HOUR = 3_600_000;

/** What an operation takes that was polled once and waits for its next poll. */
export async function memoryPerWaitingPoll(target?: string): Promise<Figures> {
  const measured = await withWorkers(CONTENDERS, (workers) =>
    // Side by side, as nothing is timed here.
    Promise.all(
      CONTENDERS.map((contender) => workers[contender].run<number>('memoryOfWaiting', contender, target ?? null)),
    ),
  );
  const where = target === undefined ? 'in memory' : `over gRPC (the others: ${WAITING_FEWER})`;
  return {
    title: `Memory per waiting poll: ${WAITING} operations, each polled once, ${where}`,
    unit: 'B',
    values: Object.fromEntries(
      CONTENDERS.map((contender, i) => {
        const value = measured[i] ?? NaN;
        return [contender, { value, ratio: value / (measured[0] ?? NaN) }];
      }),
    ),
    target: { value: 'at most', limit: 3_300 },
  };
}

/** In bytes per operation. */
export async function memoryOfWaiting(contender: Contender, target: string | null): Promise<number> {
  const poll =
    target === null
      ? inMemoryLoops[contender](new InMemoryServer(Infinity), HOUR)
      : await grpcLoops[contender](target, HOUR);
  // The connection and the code that is compiled meanwhile are not counted.
  await pollEachOnce(poll, AT_ONCE);
  const operations = target === null || contender === 'rxjs-longrunning' ? WAITING : WAITING_FEWER;
  return (await memoryGrowth(() => pollEachOnce(poll, operations))) / operations;
}

function pollEachOnce(poll: PollLoop, operations: number): Promise<void> {
  return new Promise((resolve) => {
    let started = 0;
    let answered = 0;
    const start = (): unknown => poll(`operations/${started++}`, onState);
    const onState = (): void => {
      answered++;
      if (started < operations) start();
      else if (answered === operations) resolve();
    };
    while (started < Math.min(operations, AT_ONCE)) start();
  });
}
