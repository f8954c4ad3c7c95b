import { growthOf } from './growth.js';

describe('growthOf', () => {
  /** Forty samples, a hundred operations apart: the same noise in each run. */
  const samplesOf = (bytes: (operations: number) => number) =>
    Array.from({ length: 40 }, (_, i) => {
      const operations = 100 * i;
      return { operations, bytes: bytes(operations) + (i % 2 === 0 ? 20_000 : -20_000) };
    });

  it('tells a leak of 64 bytes an operation from the noise', () => {
    const { perOperation, atLeast } = growthOf(samplesOf((operations) => 8e6 + 64 * operations));
    expect(perOperation).toBeCloseTo(64, -1);
    expect(atLeast).toBeGreaterThan(30);
  });

  it('takes noise for no growth, nor what grew in the first half alone', () => {
    expect(growthOf(samplesOf(() => 8e6)).atLeast).toBeLessThan(0);
    expect(growthOf(samplesOf((operations) => 8e6 + Math.min(operations, 2_000) * 1_000)).atLeast).toBeLessThan(0);
  });
});
