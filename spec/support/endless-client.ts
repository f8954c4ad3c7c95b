import type { Observable, SchedulerLike } from 'rxjs';
import * as rxjs from 'rxjs';
import type { OperationMessage, OperationsClient } from '../../src/index.js';
import { running, succeeded } from './messages.js';
import { clientWith } from './operations-client-with.js';

/** The part of RxJS that a client needs, of whichever copy of it. */
export type RxjsCopy = Pick<typeof rxjs, 'of' | 'timer' | 'map'>;

/**
 * A client whose operation runs for a number of calls, then has succeeded. It answers Gets at once, and waits when their
 * time is over.
 *
 * @param copy of RxJS, which the Observables are of.
 */
export function endlessClient(calls: number, scheduler: SchedulerLike, copy: RxjsCopy = rxjs): OperationsClient {
  let answered = 0;
  const answer = (): OperationMessage => (++answered < calls ? running() : succeeded('hello'));
  return clientWith({
    getOperation: () => copy.of(undefined).pipe(copy.map(answer)),
    waitOperation: ({ timeout = 1 }): Observable<OperationMessage> =>
      copy.timer(timeout, scheduler).pipe(copy.map(answer)),
  });
}
