import { messageOf } from '../core/model/message-of.js';
import { hasAnswer } from '../core/model/operation-state.js';
import { pollsText } from '../core/model/poll-counts.js';
import { isPollError } from '../core/model/poll-error.js';
import type { PollTimeoutError } from '../core/model/poll-timeout-error.js';
import { isPollTimeoutError } from '../core/model/poll-timeout-error.js';
import { StatusCode } from '../core/model/status-code.js';
import { formatDuration } from '../text/format-duration.js';
import { Interruption } from './interruption.js';

/**
 * Why a wait ended early, what becomes of the operation, and how to go on.
 *
 * @param name the operation, once it is known.
 * @param resume the command line that goes on waiting; none for an operation that ends with this command.
 */
export function endLines(
  error: unknown,
  name: string | undefined,
  resume?: (name: string) => string,
): readonly string[] {
  const goesOn = resume
    ? 'the operation itself goes on'
    : 'the operation ran within this command, and was stopped with it';
  if (error instanceof Interruption && name === undefined) return [`${error.message}.`];
  if (error instanceof Interruption) return withResume(`${error.message}: ${goesOn}.`, name, resume);
  if (isPollTimeoutError(error)) return withResume(`${timeoutText(error)}; ${goesOn}.`, name, resume);
  const isGone = isPollError(error) && error.code === StatusCode.NOT_FOUND;
  return withResume(`error: ${messageOf(error)}`, isGone ? undefined : name, resume);
}

function withResume(
  text: string,
  name: string | undefined,
  resume: ((name: string) => string) | undefined,
): readonly string[] {
  return name !== undefined && resume ? [`${text} To resume:`, `  ${resume(name)}`] : [text];
}

function timeoutText({ timeout, attempts, lastError, lastState }: PollTimeoutError): string {
  const known = hasAnswer(lastState) ? 'still running' : 'no answer';
  const failure = lastError ? `; the last poll failed: ${lastError.message}` : '';
  return `Timed out: ${known} after ${formatDuration(timeout)} and ${pollsText(attempts)}${failure}`;
}
