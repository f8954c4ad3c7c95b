import { Stopwatch } from '../../../src/core/polling/stopwatch.js';

describe('Stopwatch', () => {
  /** Reads at each time of a clock. */
  function readings(...times: readonly (readonly [now: number, atLeast?: number])[]): number[] {
    let now = 1_000;
    const stopwatch = new Stopwatch({ now: () => now });
    return times.map(([time, atLeast]) => {
      now = time;
      return stopwatch.read(atLeast);
    });
  }

  it('reads the time since it was made', () => {
    expect(readings([1_000], [1_500], [1_500], [4_000])).toEqual([0, 500, 500, 3_000]);
  });

  it('clock-set-back: counts what runs backwards as no time, and goes on from there', () => {
    expect(readings([2_000], [-3_600_000], [-3_599_500])).toEqual([1_000, 1_000, 1_500]);
  });

  it('clock-set-back: counts what a timer is known to have taken', () => {
    expect(readings([2_000], [-3_600_000, 60_000], [-3_599_500, 200])).toEqual([1_000, 61_000, 61_500]);
  });
});
