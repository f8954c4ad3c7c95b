/** An answer with how long the server asked to wait before the next poll, in ms; what is no time ahead is no hint. */
export function withRetryHint<T extends object>(answer: T, retryDelay: number | undefined): T {
  return (retryDelay ?? 0) > 0 ? { ...answer, retryDelay } : answer;
}
