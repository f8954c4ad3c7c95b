import type { LROperation, OperationsClient, operationsProtos } from 'google-gax';
import { createDefaultBackoffSettings, LongrunningDescriptor, operation } from 'google-gax';
import type { OperationMessage } from 'rxjs-longrunning';
import type { GetOperation } from '../support/in-memory-server.js';
import type { PollLoop } from './contender.js';

type WireOperation = operationsProtos.google.longrunning.Operation;

/**
 * google-gax over its own operations client, or what stands in for it.
 *
 * @param delay in ms. Defaults to its own: 100 ms, then 1.3 times as long up to 60 s.
 */
export function gaxLoop(client: Pick<OperationsClient, 'getOperationInternal'>, delay?: number): PollLoop {
  const keepPacked = (bytes: unknown): never => bytes as never;
  const descriptor = new LongrunningDescriptor(client as OperationsClient, keepPacked, keepPacked);
  const backoff = {
    ...createDefaultBackoffSettings(),
    ...(delay !== undefined && { initialRetryDelayMillis: delay, maxRetryDelayMillis: delay }),
  };
  return (name, onState) => {
    const polled: LROperation<object, object> = operation(
      { name, done: false } as WireOperation,
      descriptor,
      backoff,
    ) as never;
    polled.on('progress', () => onState(false));
    polled.on('error', (error) => {
      throw error;
    });
    // Polling begins with this listener, and ends without it.
    polled.on('complete', () => onState(true));
    return () => polled.removeAllListeners('complete');
  };
}

/** The in-memory server as what google-gax calls. */
export function inMemoryGaxClient(get: GetOperation<OperationMessage>): Pick<OperationsClient, 'getOperationInternal'> {
  const getOperationInternal = ({ name }: { name: string }): Promise<[OperationMessage]> =>
    new Promise((resolve) => get(name, (answer) => resolve([answer])));
  return { getOperationInternal } as never;
}
