import type { Contender } from './contenders/contender.js';
import { CONTENDERS } from './contenders/contender.js';
import { inMemoryLoops } from './contenders/in-memory.js';
import { InMemoryServer } from './support/in-memory-server.js';
import { cpuTime, medians } from './support/measure.js';
import type { Figures } from './support/report.js';
import { withWorkers } from './support/worker.js';

const OPERATIONS = 1_000;
const POLLS = 100_000;
const DELAY = 1;

/** What polling takes apart from the calls, which a server in memory answers. */
export async function cpuPerPoll(): Promise<Figures> {
  const values = await withWorkers(CONTENDERS, (workers) =>
    medians(CONTENDERS, { rounds: 9, warmUps: 2 }, (contender) => workers[contender].run('cpuOfPolling', contender)),
  );
  return {
    title: `CPU per poll, in memory: ${OPERATIONS} operations at once, polled every ${DELAY} ms`,
    unit: 'us',
    values,
    // 6 us where the bare loop takes 1.6.
    target: { ratio: 'at most', limit: 3.75 },
  };
}

/** In us per poll. */
export async function cpuOfPolling(contender: Contender): Promise<number> {
  const server = new InMemoryServer(POLLS);
  const poll = inMemoryLoops[contender](server, DELAY);
  const total = await cpuTime(
    () =>
      new Promise((resolve) => {
        let running = OPERATIONS;
        const onState = (done: boolean): void => {
          if (done && --running === 0) resolve();
        };
        for (let i = 0; i < OPERATIONS; i++) poll(`operations/${i}`, onState);
      }),
  );
  return total / server.polls;
}
