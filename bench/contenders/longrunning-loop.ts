import { asyncScheduler, Observable, queueScheduler } from 'rxjs';
import type { OperationMessage, OperationsClient } from 'rxjs-longrunning';
import { pollOperation$ } from 'rxjs-longrunning';
import type { GetOperation } from '../support/in-memory-server.js';
import type { PollLoop } from './contender.js';

/** This package over any of its clients. */
export function longrunningLoop(client: Pick<OperationsClient, 'getOperation'>, delay: number): PollLoop {
  // The shortest timer is 1 ms, which a bare loop does not wait where there is no delay; nor does this scheduler.
  const options = { schedule: () => delay, scheduler: delay === 0 ? queueScheduler : asyncScheduler };
  return (name, onState) => {
    const polling = pollOperation$(client as OperationsClient, name, options).subscribe({
      next: ({ done }) => onState(done),
    });
    return () => polling.unsubscribe();
  };
}

/** The in-memory server as a client. */
export function inMemoryClient(get: GetOperation<OperationMessage>): Pick<OperationsClient, 'getOperation'> {
  return {
    getOperation: ({ name }) =>
      new Observable((subscriber) => {
        get(name, (operation) => {
          subscriber.next(operation);
          subscriber.complete();
        });
      }),
  };
}
