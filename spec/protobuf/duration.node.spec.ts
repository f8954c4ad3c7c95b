import { durationFromMs, durationToMs } from '../../src/protobuf/duration.js';

describe('A google.protobuf.Duration', () => {
  for (const [ms, seconds, nanos] of [
    [0, 0, 0],
    [1, 0, 1_000_000],
    [1_500, 1, 500_000_000],
    [0.25, 0, 250_000],
    [86_400_000_000, 86_400_000, 0],
  ] as const) {
    it(`of ${ms} ms is ${seconds} s and ${nanos} ns, and back`, () => {
      expect(durationFromMs(ms)).toEqual({ seconds, nanos });
      expect(durationToMs({ seconds, nanos })).toBe(ms);
    });
  }

  it('never has a whole second of nanoseconds', () => {
    expect(durationFromMs(999.9999999).nanos).toBe(999_999_999);
  });

  it('is read in whichever form a loader gives it', () => {
    expect(durationToMs({ seconds: '2', nanos: 1_000_000 })).toBe(2_001);
    expect(durationToMs({ seconds: { toString: () => '3' } })).toBe(3_000);
    expect(durationToMs({})).toBe(0);
  });
});
