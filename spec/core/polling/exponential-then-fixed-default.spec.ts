import type { ExponentialThenFixedOptions } from '../../../src/index.js';
import { exponentialThenFixed } from '../../../src/index.js';
import { seededRandom } from '../../support/seeded-random.js';
import { runningState } from '../../support/running-state.js';

const OPERATIONS = 10_000;
const DOUBLING = { initialDelay: 1_000, multiplier: 2 };
interface Figures {
  /** How many polls an operation took, on average. */
  readonly calls: number;
  /** How long after the end of an operation it was seen, on average and at the 95th percentile, in ms. */
  readonly meanDelay: number;
  readonly p95: number;
}

/** Polls operations that take half to one and a half times as long as that, in ms. An exact time would measure luck. */
function simulate(nominal: number, options: ExponentialThenFixedOptions): Figures {
  const random = seededRandom(nominal);
  const schedule = exponentialThenFixed({ ...options, random: seededRandom(nominal + 1) });
  let calls = 0;
  const delays = Array.from({ length: OPERATIONS }, () => {
    const end = nominal * (0.5 + random());
    let now = 0;
    let attempt = 1;
    for (; now < end; attempt++) now += schedule(attempt, runningState);
    calls += attempt;
    return now - end;
  }).sort((a, b) => a - b);
  return {
    calls: calls / OPERATIONS,
    meanDelay: delays.reduce((sum, delay) => sum + delay) / OPERATIONS,
    p95: delays[OPERATIONS * 0.95]!,
  };
}

describe('the default schedule', () => {
  for (const [nominal, shareOfGo] of [
    [200, 0.7],
    [1_000, 0.55],
    [3_000, 0.5],
    [10_000, 0.5],
  ] as const) {
    describe(`for operations of ${nominal} ms`, () => {
      const figures = simulate(nominal, {});

      it("takes no more calls than Go's schedule, and sees the end sooner at the 95th percentile", () => {
        const go = simulate(nominal, { ...DOUBLING, jitter: 'full' });
        expect(figures.calls).toBeLessThanOrEqual(go.calls);
        expect(figures.p95).toBeLessThan(shareOfGo * go.p95);
      });

      for (const jitter of ['none', 'full', 'equal'] as const) {
        it(`is not beaten in both calls and delay by 1 s doubled with jitter '${jitter}'`, () => {
          const other = simulate(nominal, { ...DOUBLING, jitter });
          const isBeaten = other.calls < figures.calls && other.meanDelay < figures.meanDelay;
          expect(isBeaten).withContext(JSON.stringify({ figures, other })).toBeFalse();
        });
      }
    });
  }

  it('polls a thousand operations that were started together not in step', () => {
    const schedule = exponentialThenFixed({ random: seededRandom(1) });
    const times = Array.from({ length: 1_000 }, () => 0);
    for (let attempt = 1; attempt <= 12; attempt++) {
      const mean = 0.75 * exponentialThenFixed({ jitter: 'none' })(attempt, runningState);
      times.forEach((time, i) => (times[i] = time + schedule(attempt, runningState)));
      const sorted = times.toSorted((a, b) => a - b);
      // Nine tenths of them are spread over half a delay or more, and none of twenty parts of it has a crowd.
      expect(sorted[950]! - sorted[50]!)
        .withContext(`spread of poll ${attempt + 1}`)
        .toBeGreaterThan(mean / 2);
      const most = Math.max(
        ...sorted.map((from) => sorted.filter((time) => time >= from && time < from + mean / 20).length),
      );
      expect(most)
        .withContext(`within a twentieth of the delay to poll ${attempt + 1}`)
        .toBeLessThan(125);
    }
  });
});
