/**
 * Whether something is an error, of another realm too: in Jest, and across frames, `instanceof` fails for what the
 * platform throws. A `DOMException` is what it aborts with.
 */
export function isError(value: unknown): value is Error {
  return value instanceof Error || / (Error|DOMEx)/.test({}.toString.call(value));
}
