import { formatDuration } from '../../src/text/format-duration.js';

describe('formatDuration', () => {
  for (const [ms, text] of [
    [0, '0 s'],
    [0.6, '1 ms'],
    [999, '999 ms'],
    [999.9, '1 s'],
    [3_240, '3.2 s'],
    [59_940, '59.9 s'],
    [59_960, '1 m 0 s'],
    [3_599_600, '1 h 0 m'],
    [7_260_000, '2 h 1 m'],
  ] as const) {
    it(`should write ${ms} ms as ${text}`, () => {
      expect(formatDuration(ms)).toBe(text);
    });
  }
});
