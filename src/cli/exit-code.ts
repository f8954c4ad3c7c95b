import { isOperationError } from '../core/model/operation-error.js';
import { isPollTimeoutError } from '../core/model/poll-timeout-error.js';
import { isUsageError } from './usage-error.js';

/** What the command tells the shell. */
export const ExitCode = {
  SUCCESS: 0,
  /** The operation failed or was cancelled. */
  OPERATION_FAILED: 1,
  /** Nothing was called, as the command line, or a file it names, is not right. */
  USAGE: 2,
  /** A call, or the polling, failed: nothing is said about the operation. */
  CALL_FAILED: 3,
  /** `--timeout` was reached. */
  TIMED_OUT: 4,
  /** The reader of the output went away; what a shell shows for SIGPIPE. */
  BROKEN_PIPE: 141,
} as const;

/** The exit code of what a command failed with; the code of an interruption is its own. */
export function exitCodeOf(error: unknown): number {
  if (isUsageError(error)) return ExitCode.USAGE;
  if (isPollTimeoutError(error)) return ExitCode.TIMED_OUT;
  if (isOperationError(error)) return ExitCode.OPERATION_FAILED;
  return ExitCode.CALL_FAILED;
}
