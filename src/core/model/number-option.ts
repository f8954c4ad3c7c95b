/** The bounds of a numeric option, and how they read in an error. */
interface Range {
  readonly accepts: (value: number) => boolean;
  readonly text: string;
}

/** Milliseconds that may be zero. */
export const NOT_NEGATIVE: Range = { accepts: (value) => value >= 0, text: 'a number of 0 or more' };
/** Milliseconds that must pass. */
export const POSITIVE: Range = { accepts: (value) => value > 0, text: 'a number above 0' };
/** A factor that never shrinks what it multiplies. */
export const AT_LEAST_ONE: Range = { accepts: (value) => value >= 1, text: 'a number of 1 or more' };
/** How many of something. */
export const COUNT: Range = {
  accepts: (value) => Number.isInteger(value) && value >= 0,
  text: 'a whole number of 0 or more',
};

/** How many at once. */
export const ONE_OR_MORE: Range = {
  accepts: (value) => Number.isInteger(value) && value >= 1,
  text: 'a whole number of 1 or more',
};

/**
 * Checks a numeric option where it is given, so that a mistake shows at the call and not hours later.
 *
 * @throws RangeError naming the option, the range and what was found.
 */
export function numberOption(option: string, value: number, range: Range): number {
  if (typeof value === 'number' && Number.isFinite(value) && range.accepts(value)) return value;
  throw new RangeError(`${option} must be ${range.text}, and finite; found ${String(value)}.`);
}

/** A `numberOption` that sets a limit: left out, there is none. */
export function limitOption(option: string, value: number | undefined, range: Range): number {
  return value === undefined ? Infinity : numberOption(option, value, range);
}
