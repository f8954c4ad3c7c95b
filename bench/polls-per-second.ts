import { setTimeout as pause } from 'node:timers/promises';
import type { Contender } from './contenders/contender.js';
import { grpcLoops } from './contenders/over-grpc.js';
import { medians } from './support/measure.js';
import type { Figures } from './support/report.js';
import { withWorkers } from './support/worker.js';

const contenders = ['bare callbacks', 'rxjs-longrunning'] as const;
const DURATION = 1_000;

/** How many polls one client gets through, where the next one follows each answer at once. */
export async function pollsPerSecond(target: string, concurrency: number): Promise<Figures> {
  const values = await withWorkers(contenders, (workers) =>
    medians(contenders, 7, (contender) => workers[contender].run('rateOfPolling', contender, target, concurrency)),
  );
  return {
    title: `Polls per second, over gRPC: ${concurrency} operations at once, no delay`,
    unit: '/s',
    values,
    target: { ratio: 'at least', limit: 0.9 },
  };
}

/** In polls per second. */
export async function rateOfPolling(contender: Contender, target: string, concurrency: number): Promise<number> {
  const poll = await grpcLoops[contender](target, 0);
  let polls = 0;
  const onState = (): void => {
    polls++;
  };
  const stops = Array.from({ length: concurrency }, (_, i) => poll(`operations/${i}`, onState));
  const start = performance.now();
  await pause(DURATION);
  const rate = (polls * 1_000) / (performance.now() - start);
  for (const stop of stops) stop();
  return rate;
}
