import { fileURLToPath } from 'node:url';
import { medians } from './support/measure.js';
import type { Figures } from './support/report.js';
import { Worker } from './support/worker.js';

const programs = { 'bare callbacks': 'first-answer-bare.js', 'rxjs-longrunning': 'first-answer-longrunning.js' };

/** What the start of a program takes: from its first import to the answer of its first poll. */
export async function timeToFirstAnswer(target: string): Promise<Figures> {
  const values = await medians(['bare callbacks', 'rxjs-longrunning'], 11, (contender) =>
    firstAnswer(programs[contender], target),
  );
  return {
    title: 'Time from import to first answer, over gRPC, in a fresh process',
    unit: 'ms',
    values,
    target: { ratio: 'at most', limit: 1.2 },
  };
}

async function firstAnswer(program: string, target: string): Promise<number> {
  const worker = new Worker(fileURLToPath(new URL(program, import.meta.url)), [target]);
  try {
    return await worker.answer<number>();
  } finally {
    worker.stop();
  }
}
