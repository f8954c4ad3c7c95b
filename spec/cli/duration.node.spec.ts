import { parseDuration, parsePositiveDuration } from '../../src/cli/duration.js';

describe('parseDuration', () => {
  for (const [text, ms] of [
    ['500ms', 500],
    ['10s', 10_000],
    ['1.5s', 1_500],
    ['5m', 300_000],
    ['1h', 3_600_000],
    ['1h30m', 5_400_000],
    ['1m500ms', 60_500],
    ['7', 7_000],
    ['0.25', 250],
    ['0', 0],
    ['8760h', 31_536_000_000],
  ] as const) {
    it(`should read ${text}`, () => {
      expect(parseDuration(text)).toBe(ms);
    });
  }

  for (const text of [
    '',
    ' ',
    '-1s',
    '+1s',
    '1 s',
    '1d',
    's',
    '1s2',
    '1e3',
    '.5s',
    '1.s',
    'Infinity',
    'NaN',
    '8761h',
    '1,5s',
  ]) {
    it(`should refuse ${JSON.stringify(text)}`, () => {
      expect(() => parseDuration(text)).toThrowError(RangeError, /such as 500ms, 10s, 5m or 1h/);
    });
  }

  it('should refuse none where it must pass', () => {
    expect(parsePositiveDuration('1ms')).toBe(1);
    expect(() => parsePositiveDuration('0ms')).toThrowError(RangeError, /above 0/);
  });
});
