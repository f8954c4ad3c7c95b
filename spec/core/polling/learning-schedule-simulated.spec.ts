import type { LearningScheduleOptions, RunningState } from '../../../src/index.js';
import { exponentialThenFixed, learningSchedule } from '../../../src/index.js';
import { seededRandom } from '../../support/seeded-random.js';
import type { DelayFigures, Tells } from '../../support/simulated-ends.js';
import { delayFigures, simulateEnds } from '../../support/simulated-ends.js';

/** How long operations of a kind take, in ms, drawn by chance. */
type Durations = (random: () => number) => number;

const uniform =
  (nominal: number): Durations =>
  (random) =>
    nominal * (0.5 + random());

const lognormal =
  (median: number, sigma: number): Durations =>
  (random) =>
    median * Math.exp(sigma * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()));

const bimodal =
  (short: number, long: number, shareOfLong: number): Durations =>
  (random) =>
    (random() < shareOfLong ? long : short) * (0.8 + 0.4 * random());

const KINDS: readonly (readonly [string, Durations])[] = [
  ['0.1 to 0.3 s', uniform(200)],
  ['0.5 to 1.5 s', uniform(1_000)],
  ['1.5 to 4.5 s', uniform(3_000)],
  ['5 to 15 s', uniform(10_000)],
  ['50 to 150 s', uniform(100_000)],
  ['0 to 10 s', (random) => 10_000 * random()],
  ['lognormal about 10 s, sigma 0.5', lognormal(10_000, 0.5)],
  ['lognormal about 10 s, sigma 1', lognormal(10_000, 1)],
  ['lognormal about 1 s, sigma 1.5', lognormal(1_000, 1.5)],
  ['lognormal about 60 s, sigma 1.5', lognormal(60_000, 1.5)],
  ['bimodal: 2 s, and half of them 10 s', bimodal(2_000, 10_000, 0.5)],
  ['bimodal: 1 s, and a fifth of them 60 s', bimodal(1_000, 60_000, 0.2)],
  ['exponential about 5 s', (random) => -5_000 * Math.log(1 - random())],
  ['0.2 s each', () => 200],
  ['1 s each', () => 1_000],
  ['3 s each', () => 3_000],
  ['10 s each', () => 10_000],
  ['60 s each', () => 60_000],
  ['600 s each', () => 600_000],
];

const LEARNING = 50;
const COUNTED = 600;

function durationsOf(kind: Durations, count = LEARNING + COUNTED): number[] {
  const random = seededRandom(7);
  return Array.from({ length: count }, () => kind(random));
}

function byDefault(kind: Durations): DelayFigures {
  return delayFigures(simulateEnds(durationsOf(kind), exponentialThenFixed({ random: seededRandom(1) })), LEARNING);
}

function learning(kind: Durations, options: LearningScheduleOptions = {}): DelayFigures {
  const schedule = learningSchedule({ random: seededRandom(2), ...options });
  return delayFigures(simulateEnds(durationsOf(kind), schedule), LEARNING);
}

describe('learningSchedule, after 50 ends', () => {
  for (const [name, kind] of KINDS) {
    it(`makes no more calls than the default for operations of ${name}, and sees their ends sooner`, () => {
      const [usual, learnt] = [byDefault(kind), learning(kind)];
      expect(learnt.calls).toBeLessThanOrEqual(usual.calls);
      expect(learnt.meanDelay).toBeLessThan(usual.meanDelay);
      expect(learnt.p95).toBeLessThan(usual.p95);
    });
  }

  it('sees the ends of operations of 5 to 15 s after 0.8 s on average, and 1.6 s at the 95th percentile', () => {
    // Of many schedules, as what one of them has learnt from 50 ends is luck, too.
    const [learnt, usual] = [learningSchedule, exponentialThenFixed].map((newSchedule) => {
      const ends = Array.from({ length: 20 }, (_, seed) => {
        const random = seededRandom(seed);
        const durations = Array.from({ length: 200 }, () => uniform(10_000)(random));
        return simulateEnds(durations, newSchedule({ random: seededRandom(seed + 100) })).slice(LEARNING);
      });
      return delayFigures(ends.flat());
    });
    expect(learnt?.calls).toBeLessThan(usual?.calls ?? NaN);
    expect(learnt?.meanDelay).toBeLessThan(800);
    expect(learnt?.p95).toBeLessThan(1_600);
  });

  for (const calls of [3, 6, 12, 20]) {
    it(`makes ${calls} calls where they are asked for`, () => {
      const figures = learning(uniform(10_000), { calls });
      expect(figures.calls).toBeGreaterThan(0.9 * calls);
      expect(figures.calls).toBeLessThan(1.03 * calls);
    });
  }

  it('sees an end the sooner, the more calls it may make', () => {
    const delays = [3, 6, 12, 20].map((calls) => learning(uniform(10_000), { calls }).meanDelay);
    expect(delays).toEqual(delays.toSorted((a, b) => b - a));
    expect(delays.at(-1)).toBeLessThan(250);
  });

  it('is robust: where one operation in a hundred takes an hour, the ends of the others are seen nearly as soon', () => {
    const random = seededRandom(5);
    const durations = durationsOf(uniform(10_000)).map((duration) => (random() < 0.01 ? 3_600_000 : duration));
    const ends = simulateEnds(durations, learningSchedule({ random: seededRandom(2) })).slice(LEARNING);
    const figures = delayFigures(ends.filter(({ duration }) => duration < 3_600_000));
    expect(figures.meanDelay).toBeLessThan(1_000);
    expect(figures.calls).toBeLessThan(6.5);
  });

  for (const [from, to] of [
    [10_000, 1_000],
    [10_000, 30_000],
    [1_000, 100_000],
    [100_000, 1_000],
  ] as const) {
    it(`follows operations that took ${from / 1_000} s and take ${to / 1_000} s now`, () => {
      const random = seededRandom(3);
      const durations = Array.from({ length: 900 }, (_, i) => uniform(i < 300 ? from : to)(random));
      const usual = exponentialThenFixed({ random: seededRandom(1) });
      const [learnt, byUsual] = [learningSchedule({ random: seededRandom(2) }), usual].map((schedule) =>
        delayFigures(simulateEnds(durations, schedule), 600),
      );
      expect(learnt?.meanDelay).toBeLessThan((byUsual?.meanDelay ?? NaN) / 2);
      expect(learnt?.calls).toBeLessThan((byUsual?.calls ?? NaN) * 1.1);
    });
  }

  it('does not poll a thousand operations that were started together in step', () => {
    const schedule = learningSchedule({ random: seededRandom(2) });
    simulateEnds(durationsOf(uniform(10_000), 100), schedule);
    const { kinds } = schedule.snapshot();
    // Each is the next operation of one that has learnt the same.
    const firsts = Array.from({ length: 1_000 }, (_, seed) => {
      const next = learningSchedule({ learnt: { kinds }, random: seededRandom(seed) });
      const [end] = simulateEnds([100], next);
      return Math.round((end?.delay ?? NaN) / 50);
    });
    const most = Math.max(...firsts.map((at) => firsts.filter((other) => other === at).length));
    expect(most).toBeLessThan(250);
  });
});

describe('learningSchedule and progress', () => {
  const percent =
    (curve: (share: number) => number): Tells =>
    (age, duration) => ({ progressPercent: Math.floor(100 * curve(age / duration)) });
  const random = seededRandom(9);

  const withProgress = (kind: Durations, tells?: Tells, options: LearningScheduleOptions = {}): DelayFigures =>
    delayFigures(
      simulateEnds(durationsOf(kind), learningSchedule({ random: seededRandom(2), ...options }), tells),
      LEARNING,
    );

  for (const [name, kind] of [
    ['5 to 15 s', uniform(10_000)],
    ['lognormal about 30 s, sigma 1.2', lognormal(30_000, 1.2)],
  ] as const) {
    const without = withProgress(kind);

    for (const [how, curve] of [
      ['steady', (share: number) => share],
      ['slow at first', (share: number) => share ** 2],
    ] as const) {
      it(`finds the ends of operations of ${name} sooner, at fewer calls, by ${how} progress`, () => {
        const figures = withProgress(kind, percent(curve));
        expect(figures.calls).toBeLessThan(0.9 * without.calls);
        expect(figures.meanDelay).toBeLessThan(0.5 * without.meanDelay);
      });
    }

    for (const [how, tells] of [
      ['waits at 99 %', percent((share) => Math.min(0.99, 2 * share))],
      ['comes by chance', percent(() => random())],
      ['stays at 0', percent(() => 0)],
    ] as const) {
      it(`loses nothing where the progress of operations of ${name} ${how}`, () => {
        const figures = withProgress(kind, tells);
        expect(figures.calls).toBeLessThan(1.02 * without.calls);
        expect(figures.meanDelay).toBeLessThan(1.1 * without.meanDelay);
      });
    }
  }

  it('reads it by a function, in metadata of any form', () => {
    const tells: Tells = (age, duration) => ({ rows: age, of: duration });
    const progress = ({ message }: RunningState): number => {
      const { rows, of } = (message.metadata as unknown as { json: { rows: number; of: number } }).json;
      return rows / of;
    };
    const [blind, seeing] = [{}, { progress }].map((options) => withProgress(uniform(10_000), tells, options));
    expect(seeing?.meanDelay).toBeLessThan((blind?.meanDelay ?? NaN) / 2);
  });
});
