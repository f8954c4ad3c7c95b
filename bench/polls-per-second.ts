import { setTimeout as pause } from 'node:timers/promises';
import type { PollLoop } from './contenders/contender.js';
import { grpcLoops } from './contenders/over-grpc.js';
import { medians } from './support/measure.js';
import type { Figures } from './support/report.js';
import { withWorkers } from './support/worker.js';

const contenders = ['bare callbacks', 'rxjs-longrunning', 'bare, no deadline'] as const;
const DURATION = 300;

/** How many polls one client gets through, where the next one follows each answer at once. */
export function pollsPerSecond(target: string, concurrency: number): Promise<Figures> {
  return withWorkers(contenders, async (workers) => ({
    title: `Polls per second, over gRPC: ${concurrency} operations at once, no delay`,
    unit: '/s',
    values: await medians(contenders, { rounds: 60, warmUps: 6 }, (contender) =>
      workers[contender].run('rateOfPolling', contender, target, concurrency),
    ),
    target: { ratio: 'at least', limit: 0.9 },
  }));
}

/** In polls per second. */
export async function rateOfPolling(
  contender: keyof typeof grpcLoops,
  target: string,
  concurrency: number,
): Promise<number> {
  loop ??= await grpcLoops[contender](target, 0);
  let polls = 0;
  const onState = (): void => {
    polls++;
  };
  const stops = [];
  for (let i = 0; i < concurrency; i++) stops.push(loop(`operations/${i}`, onState));
  const start = performance.now();
  await pause(DURATION);
  const rate = (polls * 1_000) / (performance.now() - start);
  for (const stop of stops) stop();
  return rate;
}

/** One client for all rounds: a new one would have its (de)serializers compiled anew. */
let loop: PollLoop | undefined;
