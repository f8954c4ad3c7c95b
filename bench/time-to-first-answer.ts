import { fileURLToPath } from 'node:url';
import { medians } from './support/measure.js';
import type { Figures } from './support/report.js';
import { Worker } from './support/worker.js';

/** Programs of their own, as a bundle loads ahead of time all that it imports. */
const programs = {
  'bare callbacks': ['first-answer-bare.js'],
  'rxjs-longrunning': ['first-answer-longrunning.js'],
  // What an application of RxJS starts from.
  'bare, with rxjs': ['first-answer-bare.js', 'with rxjs'],
} as const;
const contenders = ['bare callbacks', 'rxjs-longrunning', 'bare, with rxjs'] as const;

/** What the start of a program takes: from its first import to the answer of its first poll. */
export async function timeToFirstAnswer(target: string): Promise<Figures> {
  const values = await medians(contenders, { rounds: 21, warmUps: 1 }, (contender) => {
    const [program, ...args] = programs[contender];
    return firstAnswer(program, [target, ...args]);
  });
  return {
    title: 'Time from import to first answer, over gRPC, in a fresh process',
    unit: 'ms',
    values,
    target: { ratio: 'at most', limit: 1.2 },
  };
}

async function firstAnswer(program: string, args: readonly string[]): Promise<number> {
  const worker = new Worker(fileURLToPath(new URL(program, import.meta.url)), args);
  try {
    return await worker.answer<number>();
  } finally {
    worker.stop();
  }
}
