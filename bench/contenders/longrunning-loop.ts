import { asyncScheduler, Observable, queueScheduler } from 'rxjs';
import type { OperationMessage, OperationsClient, PollOptions } from 'rxjs-longrunning';
import { pollOperation$ } from 'rxjs-longrunning';
import type { GetOperation } from '../support/in-memory-server.js';
import type { PollLoop } from './contender.js';

/** This package over any of its clients. */
export function longrunningLoop(client: Pick<OperationsClient, 'getOperation'>, options: PollOptions): PollLoop {
  return (name, onState) => {
    const polling = pollOperation$(client as OperationsClient, name, options).subscribe({
      next: ({ done }) => onState(done),
    });
    return () => polling.unsubscribe();
  };
}

/** The same delay after each poll. */
export function constantDelay(delay: number): PollOptions {
  // The shortest timer is 1 ms, which a bare loop does not wait where there is no delay; nor does this scheduler.
  return { schedule: () => delay, scheduler: delay === 0 ? queueScheduler : asyncScheduler };
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
