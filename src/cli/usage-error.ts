/** The command line is not right, or a file or package that it needs. Nothing was called. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Whether something is a `UsageError`. */
export function isUsageError(error: unknown): error is UsageError {
  return error instanceof UsageError;
}
