import { isError } from './is-error.js';
import type { OperationLike } from './operation-message-of.js';
import type { OperationMessage } from './operation-message.js';
import type { DoneState, OperationState, OperationTypes, PollInfo, RunningState } from './operation-state.js';
import { operationState } from './operation-state.js';
import { isPollError } from './poll-error.js';
import { isPollTimeoutError } from './poll-timeout-error.js';
import { isRpcError } from './rpc-error.js';
import { toOperationMessage } from './to-operation-message.js';
import { isUnpackError } from './unpack-error.js';

/**
 * The polling of one operation ended before its end was seen, or its result does not unpack: what was known of it, and
 * why nothing more is.
 *
 * It is no verdict on the operation, which may go on: poll its name again, and do not start it again. It is not one of
 * the states that polling an operation emits; where many are polled, it stands for the one that was lost.
 */
export interface LostState<M = unknown> extends Omit<RunningState<M>, 'status'> {
  readonly status: 'lost';
  /**
   * What ended the polling: a `PollError`, a `PollTimeoutError` or an `UnpackError`; a `TypeError` for an item that is
   * no operation; or what an option, such as a schedule, threw.
   */
  readonly error: Error;
  /** How the polling went, the last poll included. There is no `nextDelay`. */
  readonly poll: PollInfo;
}

/** Whether a state is the last one of its polling, which it may be without being done. */
export function isLastState<R, M>(state: OperationState<R, M> | LostState<M>): state is DoneState<R, M> | LostState<M> {
  return state.done || state.status === 'lost';
}

/** What was known of an operation before its polling ended. */
type LastKnown<M> = Pick<RunningState<M>, 'name' | 'metadata' | 'message' | 'poll'>;

/** What is known before the first poll, also of what turns out to be no operation. */
export function unpolled<M>(
  operation: string | OperationLike,
  { metadataType }: Pick<OperationTypes<unknown, M>, 'metadataType'>,
): LastKnown<M> {
  const message = messageOrName(operation);
  const poll: PollInfo = { attempt: 0, failures: 0 };
  try {
    // As if it ran: the response is not looked at here.
    return { ...operationState({ ...message, done: false }, { metadataType }, poll), message };
  } catch {
    return { name: message.name, message, poll };
  }
}

function messageOrName(operation: string | OperationLike): OperationMessage {
  try {
    return toOperationMessage(operation);
  } catch {
    const name: unknown = typeof operation === 'string' ? operation : (operation as OperationLike | null)?.name;
    return { name: typeof name === 'string' ? name : '', done: false };
  }
}

/**
 * The state of an operation whose polling ended with an error.
 *
 * @param now when the polling ended, on the clock of its scheduler.
 */
export function lostState<M>(last: LastKnown<M>, error: unknown, now: number): LostState<M> {
  // The poll that is made when the time is up shows in the error alone.
  const known = isPollTimeoutError(error) ? (error.lastState as RunningState<M>) : last;
  return {
    ...known,
    status: 'lost',
    done: false,
    error: isError(error) ? error : new Error(String(error), { cause: error }),
    poll: lastPoll(known, error, now),
  };
}

function lastPoll({ poll, message }: LastKnown<unknown>, error: unknown, now: number): PollInfo {
  const { attempt, failures, failingSince = now } = poll;
  if (isPollError(error)) {
    const { attempts, cause } = error;
    const failed = { attempt: attempts, failures: failures + 1, failingSince };
    return isRpcError(cause) ? { ...failed, lastError: cause } : failed;
  }
  // The response was answered, by a poll unless it is one of a message that was done before.
  if (isUnpackError(error)) return { attempt: attempt + (message.done ? 0 : 1), failures: 0 };
  const { nextDelay, ...ended } = poll;
  return ended;
}
