import type { Observable } from 'rxjs';
import { asyncScheduler, defer, map, NEVER, timer } from 'rxjs';
import type { OperationMessage, OperationsClient } from '../../src/index.js';
import { running, succeeded } from './messages.js';

/** How a server of `waitingClient` behaves; times are in ms. */
export interface WaitingServer {
  readonly endsAt: number;
  /** How long it waits at most, whatever it was asked. */
  readonly longestWait?: number;
  readonly latency?: number;
  readonly maxPendingWaits?: number;
}

/**
 * A client of a server that pushes: its operations end at a time of the virtual clock.
 *
 * @returns the client, and what was called: `Get@0`, `Wait(55000)@1000`, and `end` of a call that was cancelled.
 */
export function waitingClient({ endsAt, longestWait = Infinity, latency = 0, maxPendingWaits }: WaitingServer): {
  readonly client: OperationsClient;
  readonly calls: string[];
} {
  const calls: string[] = [];
  const state = (): OperationMessage => (asyncScheduler.now() >= endsAt ? succeeded('hello') : running());
  const answer = (call: string, delay: () => number): Observable<OperationMessage> =>
    defer(() => {
      calls.push(`${call}@${asyncScheduler.now()}`);
      return timer(delay() + latency).pipe(map(state));
    });
  const client: OperationsClient = {
    maxPendingWaits,
    getOperation: () => answer('Get', () => 0),
    waitOperation: ({ timeout = Infinity }) =>
      answer(`Wait(${timeout})`, () => Math.min(timeout, longestWait, Math.max(0, endsAt - asyncScheduler.now()))),
    listOperations: () => NEVER,
    cancelOperation: () => NEVER,
    deleteOperation: () => NEVER,
  };
  return { client, calls };
}
