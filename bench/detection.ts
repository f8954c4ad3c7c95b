import { setTimeout as pause } from 'node:timers/promises';
import type { DefaultContender } from './contenders/by-default.js';
import { DEFAULT_CONTENDERS, defaultLoops, LEARNING } from './contenders/by-default.js';
import { endingOperation } from './support/ending-operations.js';
import { mean, p95 } from './support/measure.js';
import { NOMINAL_DURATIONS, OPERATIONS, plannedOperations } from './support/planned-operations.js';
import { table } from './support/table.js';
import { withWorkers } from './support/worker.js';

/** For each contender, in ms: 50 operations a second in all. With more, the client's queue would be measured. */
const START_EVERY = 100;

/** Of each duration, before what is measured. */
const LEARNT = 50;

interface Detection {
  readonly nominal: number;
  readonly name: string;
  /** From the end of the operation until it was seen, in ms. */
  readonly delay: number;
}

interface Findings {
  readonly calls: number;
  readonly meanDelay: number;
  readonly p95Delay: number;
}

/** How many calls a wait takes, and how late it sees the end, at default settings. */
export async function detectionOfEnds(): Promise<string> {
  return withWorkers(['server', ...DEFAULT_CONTENDERS], async (workers) => {
    const target = await workers.server.run<string>('serveEndingOperations');
    // Side by side: all of them sleep nearly all of the time.
    const detections = await Promise.all(
      DEFAULT_CONTENDERS.map((contender) =>
        workers[contender].run<Detection[]>('delaysToDetection', contender, target),
      ),
    );
    const calls = await workers.server.run<Record<string, number>>('callsServed');
    return NOMINAL_DURATIONS.map((nominal) => {
      const found = detections.map((all) =>
        findingsOf(
          all.filter((detection) => detection.nominal === nominal),
          calls,
        ),
      );
      return tableOf(nominal, Object.fromEntries(DEFAULT_CONTENDERS.map((name, i) => [name, found[i]])) as never);
    }).join('\n');
  });
}

/** Waits for operations that are started one after the other. */
export async function delaysToDetection(contender: DefaultContender, target: string): Promise<Detection[]> {
  const loop = await defaultLoops[contender](target);
  const learnt = contender === LEARNING ? plannedOperations(LEARNT) : [];
  const detections = await Promise.all(
    [...learnt, ...plannedOperations()].map(async ({ nominal, duration }, i) => {
      await pause(i * START_EVERY);
      const endsAt = Date.now() + Math.round(duration);
      const name = endingOperation(nominal, `${process.pid}-${i}`, endsAt);
      await new Promise<void>((resolve) => loop(name, (done) => done && resolve()));
      return { nominal, name, delay: Date.now() - endsAt };
    }),
  );
  return detections.slice(learnt.length);
}

function findingsOf(detections: readonly Detection[], calls: Readonly<Record<string, number>>): Findings {
  const delays = detections.map(({ delay }) => delay);
  return {
    calls: mean(detections.map(({ name }) => calls[name] ?? NaN)),
    meanDelay: mean(delays),
    p95Delay: p95(delays),
  };
}

function tableOf(nominal: number, findings: Record<DefaultContender, Findings>): string {
  const {
    [LEARNING]: learnt,
    'rxjs-longrunning': polled,
    'rxjs-longrunning, long polls': longPolled,
    "Go's schedule": go,
  } = findings;
  const verdicts: Partial<Record<DefaultContender, string>> = {
    'rxjs-longrunning': verdict(
      polled.p95Delay < go.p95Delay && polled.calls <= go.calls,
      "p95 below that of Go's schedule, at no more calls",
    ),
    [LEARNING]: verdict(
      learnt.calls <= polled.calls &&
        learnt.meanDelay < polled.meanDelay &&
        learnt.p95Delay < polled.p95Delay &&
        (nominal < 10_000 || (learnt.meanDelay <= 800 && learnt.p95Delay <= 1_600)),
      nominal < 10_000
        ? 'below the default schedule in calls, mean and p95'
        : 'mean at most 800 ms and p95 1,600 ms, at no more calls than the default schedule',
    ),
    // A second call would be due after a minute.
    'rxjs-longrunning, long polls': verdict(
      longPolled.meanDelay <= 20 && longPolled.calls <= 1,
      'mean at most 20 ms, at one call',
    ),
  };
  return table(
    `Detection of the end, over gRPC: ${OPERATIONS} operations of ${nominal / 2_000} to ${(nominal * 3) / 2_000} s each, at default settings`,
    ['calls', 'mean ms', 'p95 ms'],
    DEFAULT_CONTENDERS.map((name) => {
      const { calls, meanDelay, p95Delay } = findings[name];
      return { name, figures: [calls, meanDelay, p95Delay], verdict: verdicts[name] ?? '' };
    }),
  );
}

function verdict(reached: boolean, target: string): string {
  return `${reached ? 'reached' : 'MISSED'}: ${target}`;
}
