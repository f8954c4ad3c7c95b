import type { ExponentialThenFixedOptions } from '../../../src/index.js';
import { exponentialThenFixed } from '../../../src/index.js';
import { runningState } from '../../support/running-state.js';

function delaysOf(options: ExponentialThenFixedOptions, polls: number): number[] {
  const schedule = exponentialThenFixed(options);
  return Array.from({ length: polls }, (_, i) => schedule(i + 1, runningState));
}

const DOUBLING = { initialDelay: 1_000, multiplier: 2 };

describe('exponentialThenFixed', () => {
  it('grows from 1.2 s by a factor of 1.6 to 60 s by default, then stays there', () => {
    const delays = delaysOf({ jitter: 'none' }, 12).map((delay) => Math.round(delay));
    expect(delays.slice(0, 5)).toEqual([1_200, 1_920, 3_072, 4_915, 7_864]);
    expect(delays.slice(8)).toEqual([51_540, 60_000, 60_000, 60_000]);
  });

  it('grows by the multiplier, up to the interval', () => {
    expect(delaysOf({ jitter: 'none', initialDelay: 100, multiplier: 3, interval: 1_000 }, 5)).toEqual([
      100, 300, 900, 1_000, 1_000,
    ]);
    expect(delaysOf({ jitter: 'none', initialDelay: 100, multiplier: 1, interval: 1_000 }, 3)).toEqual([100, 100, 100]);
  });

  it('wait-backoff: the gaps are at most 1, 2, 3, 3, 3 s at initial 1 s, interval 3 s', () => {
    for (const jitter of ['none', 'full', 'equal'] as const) {
      expect(delaysOf({ ...DOUBLING, interval: 3_000, jitter, random: () => 0 }, 5)).toEqual([
        1_000, 2_000, 3_000, 3_000, 3_000,
      ]);
    }
  });

  it('interval-below-initial: an interval shorter than the initial delay is raised to it', () => {
    expect(delaysOf({ jitter: 'none', initialDelay: 5_000, interval: 10 }, 3)).toEqual([5_000, 5_000, 5_000]);
    expect(delaysOf({ jitter: 'none', interval: 10 }, 3)).toEqual([1_200, 1_200, 1_200]);
  });

  it('is a pure function: any attempt, any number of times, in any order', () => {
    const schedule = exponentialThenFixed({ ...DOUBLING, jitter: 'none' });
    expect([3, 1, 3, 2, 1].map((attempt) => schedule(attempt, runningState))).toEqual([
      4_000, 1_000, 4_000, 2_000, 1_000,
    ]);
  });

  it('stays at the interval where the power overflows, for attempts without end', () => {
    for (const multiplier of [1.6, 2, 1e308]) {
      for (const jitter of ['none', 'full', 'equal'] as const) {
        const schedule = exponentialThenFixed({ jitter, multiplier, random: () => 0 });
        for (const attempt of [10_000, 1e9, Number.MAX_SAFE_INTEGER])
          expect(schedule(attempt, runningState)).toBe(60_000);
      }
    }
  });

  it('has equal jitter by default, and draws once a delay', () => {
    const random = jasmine.createSpy('random').and.returnValues(0.5, 0, 0.5);
    expect(delaysOf({ ...DOUBLING, random }, 3)).toEqual([750, 2_000, 3_000]);
    expect(random).toHaveBeenCalledTimes(3);
  });

  it('draws from Math.random by default', () => {
    const random = spyOn(Math, 'random').and.returnValue(0.5);
    expect(delaysOf({}, 1)).toEqual([900]);
    expect(random).toHaveBeenCalledTimes(1);
  });
});
