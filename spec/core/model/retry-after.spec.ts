import { retryAfter } from '../../../src/core/model/retry-after.js';

const date = 'Tue, 14 Nov 2023 22:13:20 GMT';

describe('retryAfter', () => {
  const cases: readonly [headers: Record<string, string>, expected: number | undefined][] = [
    [{}, undefined],
    [{ 'retry-after': '7' }, 7_000],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': '-1' }, undefined],
    [{ 'retry-after': '1.5' }, undefined],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': '2023' + '0'.repeat(20) }, undefined],
    [{ 'retry-after': 'Tue, 14 Nov 2023 22:14:20 GMT', date }, 60_000],
    [{ 'retry-after': date, date: 'Tue, 14 Nov 2023 22:14:20 GMT' }, undefined],
    [{ 'retry-after': 'never GMT', date }, undefined],
    [{ 'retry-after': date }, undefined],
    [{ 'retry-after': date, date: 'yesterday' }, undefined],
  ];
  for (const [headers, expected] of cases) {
    it(`retry-info: ${JSON.stringify(headers)} is ${expected}`, () => {
      expect(retryAfter(new Headers(headers))).toBe(expected);
    });
  }

  it('retry-info: a date without a clock of the server counts from now', () => {
    const later = new Date(Date.now() + 3_600_000).toUTCString();
    const delay = retryAfter(new Headers({ 'retry-after': later }));
    expect(delay).toBeGreaterThan(3_500_000);
    expect(delay).toBeLessThanOrEqual(3_600_000);
  });
});
