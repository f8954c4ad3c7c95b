import type { ExponentialThenFixedOptions, RunningState } from '../../../src/index.js';
import { exponentialThenFixed } from '../../../src/index.js';
import { NAME, running } from '../../support/messages.js';
import { seededRandom } from '../../support/seeded-random.js';

const state: RunningState = {
  status: 'running',
  done: false,
  name: NAME,
  message: running(),
  poll: { attempt: 1, failures: 0 },
};

function delaysOf(options: ExponentialThenFixedOptions, polls: number): number[] {
  const schedule = exponentialThenFixed(options);
  return Array.from({ length: polls }, (_, i) => schedule(i + 1, state));
}

/** The least and the most that a generator gives. */
const LEAST = (): number => 0;
const MOST = (): number => 1 - Number.EPSILON / 2;

describe('exponentialThenFixed', () => {
  it('doubles from 1 s to 60 s by default, then stays there', () => {
    expect(delaysOf({ jitter: 'none' }, 9)).toEqual([
      1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000,
    ]);
  });

  it('grows by the multiplier, up to the interval', () => {
    expect(delaysOf({ jitter: 'none', initialDelay: 100, multiplier: 3, interval: 1_000 }, 5)).toEqual([
      100, 300, 900, 1_000, 1_000,
    ]);
    expect(delaysOf({ jitter: 'none', initialDelay: 100, multiplier: 1, interval: 1_000 }, 3)).toEqual([100, 100, 100]);
  });

  it('wait-backoff: the gaps are at most 1, 2, 3, 3, 3 s at initial 1 s, interval 3 s', () => {
    const bounds = [1_000, 2_000, 3_000, 3_000, 3_000];
    expect(delaysOf({ interval: 3_000, jitter: 'none' }, 5)).toEqual(bounds);
    for (const jitter of ['full', 'equal'] as const) {
      expect(delaysOf({ interval: 3_000, jitter, random: LEAST }, 5)).toEqual(bounds);
    }
  });

  it('interval-below-initial: an interval shorter than the initial delay is raised to it', () => {
    expect(delaysOf({ jitter: 'none', initialDelay: 5_000, interval: 10 }, 3)).toEqual([5_000, 5_000, 5_000]);
    expect(delaysOf({ jitter: 'none', interval: 10 }, 3)).toEqual([1_000, 1_000, 1_000]);
  });

  it('is a pure function: any attempt, any number of times, in any order', () => {
    const schedule = exponentialThenFixed({ jitter: 'none' });
    expect([3, 1, 3, 2, 1].map((attempt) => schedule(attempt, state))).toEqual([4_000, 1_000, 4_000, 2_000, 1_000]);
  });

  it('stays finite for attempts without end', () => {
    const schedule = exponentialThenFixed({ jitter: 'none', multiplier: 1e308 });
    expect(schedule(1e9, state)).toBe(60_000);
  });

  it('draws full jitter from (0, delay], also at the extremes of the generator', () => {
    expect(delaysOf({ jitter: 'full', random: LEAST }, 2)).toEqual([1_000, 2_000]);
    for (const delay of delaysOf({ jitter: 'full', random: MOST }, 9)) {
      expect(delay).toBeGreaterThan(0);
      expect(delay).toBeLessThan(1e-9);
    }
  });

  it('draws equal jitter from [delay / 2, delay], also at the extremes of the generator', () => {
    expect(delaysOf({ jitter: 'equal', random: LEAST }, 2)).toEqual([1_000, 2_000]);
    delaysOf({ jitter: 'equal', random: MOST }, 9).forEach((delay, i) => {
      const least = Math.min(60_000, 1_000 * 2 ** i) / 2;
      expect(delay).toBeGreaterThanOrEqual(least);
      expect(delay).toBeCloseTo(least, 6);
    });
  });

  for (const [jitter, least] of [
    ['full', 0],
    ['equal', 0.5],
  ] as const) {
    it(`fills the range of ${jitter} jitter evenly, in many draws, on both parts of the schedule`, () => {
      for (const [attempt, delay] of [
        [1, 1_000],
        [20, 60_000],
      ] as const) {
        const schedule = exponentialThenFixed({ jitter, random: seededRandom(attempt) });
        const shares = Array.from({ length: 10_000 }, () => schedule(attempt, state) / delay);
        expect(Math.min(...shares)).toBeGreaterThan(least);
        expect(Math.max(...shares)).toBeLessThanOrEqual(1);
        expect(shares.reduce((sum, share) => sum + share) / shares.length).toBeCloseTo((1 + least) / 2, 1);
        for (let part = 0; part < 10; part++) {
          const from = least + ((1 - least) * part) / 10;
          const inPart = shares.filter((share) => share > from && share <= from + (1 - least) / 10).length;
          expect(inPart).withContext(`draws above ${from}`).toBeGreaterThan(800);
        }
      }
    });
  }

  it('has equal jitter by default, and draws once a delay', () => {
    const random = jasmine.createSpy('random').and.returnValues(0.5, 0, 0.5);
    expect(delaysOf({ random }, 3)).toEqual([750, 2_000, 3_000]);
    expect(random).toHaveBeenCalledTimes(3);
  });

  it('draws from Math.random by default', () => {
    const random = spyOn(Math, 'random').and.returnValue(0.5);
    expect(delaysOf({}, 1)).toEqual([750]);
    expect(random).toHaveBeenCalledTimes(1);
  });

  it('invalid-schedule: an unknown jitter is refused, with those that there are', () => {
    for (const jitter of ['some', 'toString', '']) {
      expect(() => exponentialThenFixed({ jitter: jitter as 'full' })).toThrowError(
        RangeError,
        `jitter must be one of full, equal, none; found ${jitter}.`,
      );
    }
  });
});
