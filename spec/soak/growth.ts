/** Bytes that a process holds, after so many operations. */
export interface Sample {
  readonly operations: number;
  readonly bytes: number;
}

/** How much more is held with each operation. */
export interface Growth {
  /** The slope of the line through the samples, in bytes. */
  readonly perOperation: number;
  /** What the slope is at the least, in bytes, as far as samples that lie beside the line can tell. */
  readonly atLeast: number;
}

/** Standard errors that are taken off: with two, one line in forty is steeper by chance than it is held for. */
const STANDARD_ERRORS = 2;

/** The growth over the second half of the samples: in the first, code is compiled, and pools fill. */
export function growthOf(samples: readonly Sample[]): Growth {
  const half = samples.slice(Math.floor(samples.length / 2));
  const x = mean(half.map(({ operations }) => operations));
  const y = mean(half.map(({ bytes }) => bytes));
  const spread = sum(half.map(({ operations }) => (operations - x) ** 2));
  const perOperation = sum(half.map(({ operations, bytes }) => (operations - x) * (bytes - y))) / spread;
  const beside = sum(half.map(({ operations, bytes }) => (bytes - y - perOperation * (operations - x)) ** 2));
  const error = Math.sqrt(beside / (half.length - 2) / spread);
  return { perOperation, atLeast: perOperation - STANDARD_ERRORS * error };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}
