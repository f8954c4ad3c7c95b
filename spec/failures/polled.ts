import { lastValueFrom, tap } from 'rxjs';
import type { OperationsClient, OperationState, PollOptions, RpcError } from '../../src/index.js';
import { fixedInterval, isPollError, isRpcError, pollOperation$, tolerateTransient } from '../../src/index.js';
import { NAME } from './protocols.js';

/** How polling went. */
export interface Polled {
  /** The failures that were tolerated. */
  readonly tolerated: readonly RpcError[];
  /** The status of the last state, when it ended well. */
  readonly status?: OperationState['status'];
  /** What ended it, when that was a call, and after how many. */
  readonly failure?: RpcError;
  readonly attempts?: number;
}

/** Polls quickly, to the end. */
export async function polled(client: OperationsClient, options?: Partial<PollOptions>): Promise<Polled> {
  const tolerated: RpcError[] = [];
  const note = ({ poll }: OperationState): void => {
    if (poll.lastError) tolerated.push(poll.lastError);
  };
  const settings = { schedule: fixedInterval(1), ...options };
  try {
    const { status } = await lastValueFrom(pollOperation$(client, NAME, settings).pipe(tap(note)));
    return { tolerated, status };
  } catch (error) {
    if (!isPollError(error) || !isRpcError(error.cause)) throw error;
    return { tolerated, failure: error.cause, attempts: error.attempts };
  }
}

/** For what may fail more than once until it is over. */
export const patient = tolerateTransient({ maxFailures: 100_000 });
