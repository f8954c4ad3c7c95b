const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
const WHOLE = /^(?:(?:\d+(?:\.\d+)?(?:ms|[smh]))+|\d+(?:\.\d+)?)$/;
const PART = /(\d+(?:\.\d+)?)(ms|[smh])?/g;
/** A year, in ms. */
const LONGEST = 8_760 * 3_600_000;

/**
 * Milliseconds of a duration as people write it: `500ms`, `10s`, `1m30s`; a plain number is seconds.
 *
 * @throws RangeError for anything else, and for more than a year.
 */
export function parseDuration(text: string): number {
  const ms = WHOLE.test(text)
    ? [...text.matchAll(PART)].reduce((sum, [, value, unit = 's']) => sum + Number(value) * (UNITS[unit] ?? NaN), 0)
    : NaN;
  if (ms <= LONGEST) return ms;
  throw new RangeError(
    'Expected a duration of a year at most, such as 500ms, 10s, 5m or 1h; a plain number is seconds.',
  );
}

/**
 * Milliseconds of a duration that must pass.
 *
 * @throws RangeError for one of none, too.
 */
export function parsePositiveDuration(text: string): number {
  const ms = parseDuration(text);
  if (ms > 0) return ms;
  throw new RangeError('Expected a duration above 0.');
}
