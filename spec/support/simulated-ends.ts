import { defer, from, last, mergeMap, of, VirtualTimeScheduler } from 'rxjs';
import type { OperationMessage, PollSchedule } from '../../src/index.js';
import { pollOperation$ } from '../../src/index.js';
import { clientWith } from './operations-client-with.js';

/** How one operation was polled. */
export interface SimulatedEnd {
  /** In ms. */
  readonly duration: number;
  readonly calls: number;
  /** How long after its end it was seen, in ms. */
  readonly delay: number;
}

/** What polling cost, and what it gave. */
export interface DelayFigures {
  /** How many calls an operation took, on average. */
  readonly calls: number;
  /** How long after the end of an operation it was seen, on average and at the 95th percentile, in ms. */
  readonly meanDelay: number;
  readonly p95: number;
}

/** What an operation tells while it runs, at an age of which its duration is known. */
export type Tells = (age: number, duration: number) => object | undefined;

/**
 * Polls operations of these durations one after the other, by `pollOperation$` in virtual time, to the end.
 *
 * @param tells their metadata, in JSON. Defaults to none.
 */
export function simulateEnds(
  durations: readonly number[],
  schedule: PollSchedule,
  tells: Tells = () => undefined,
): SimulatedEnd[] {
  const scheduler = new VirtualTimeScheduler();
  const ends: SimulatedEnd[] = [];
  from(durations)
    .pipe(
      mergeMap(
        (duration) =>
          defer(() => {
            const startedAt = scheduler.now();
            const client = clientWith({
              getOperation: ({ name }) => of(messageAt(name, scheduler.now() - startedAt, duration, tells)),
            });
            return pollOperation$(client, 'operations/1', { schedule, scheduler }).pipe(
              last(),
              mergeMap(({ poll }) => {
                ends.push({ duration, calls: poll.attempt, delay: scheduler.now() - startedAt - duration });
                return [];
              }),
            );
          }),
        1,
      ),
    )
    .subscribe();
  scheduler.flush();
  return ends;
}

function messageAt(name: string, age: number, duration: number, tells: Tells): OperationMessage {
  const json = tells(Math.min(age, duration), duration);
  const metadata = json && { typeUrl: 'type.googleapis.com/acme.v1.Progress', json };
  return { name, done: age >= duration, ...(metadata && { metadata }) };
}

/** The figures of some operations, those aside that came first, while a schedule learnt. */
export function delayFigures(ends: readonly SimulatedEnd[], learning = 0): DelayFigures {
  const counted = ends.slice(learning);
  const delays = counted.map(({ delay }) => delay).sort((a, b) => a - b);
  return {
    calls: mean(counted.map(({ calls }) => calls)),
    meanDelay: mean(delays),
    p95: delays[Math.ceil(0.95 * delays.length) - 1] ?? NaN,
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
