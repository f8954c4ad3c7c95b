/** A day, in ms. */
const LONGEST = 86_400_000;

/**
 * How long a server asked to wait, in ms, whatever it sent: what is no finite number of 0 or more is no hint. One of more
 * than a day counts as a day, as a unit that was mixed up must not stall a wait for years.
 */
export function retryHintOf(delay: unknown): number | undefined {
  return typeof delay === 'number' && delay >= 0 && delay < Infinity ? Math.min(delay, LONGEST) : undefined;
}

/** An answer with how long the server asked to wait before the next poll, in ms; what is no time ahead is no hint. */
export function withRetryHint<T extends object>(answer: T, delay: unknown): T {
  const retryDelay = retryHintOf(delay);
  return retryDelay ? { ...answer, retryDelay } : answer;
}
