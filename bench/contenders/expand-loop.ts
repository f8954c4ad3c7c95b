import { EMPTY, expand, Observable, switchMap, timer } from 'rxjs';
import type { GetOperation, PolledOperation } from '../support/in-memory-server.js';
import type { PollLoop } from './contender.js';

/** What one writes with RxJS alone. */
export function expandLoop(get: GetOperation, delay: number): PollLoop {
  const get$ = (name: string): Observable<PolledOperation> =>
    new Observable((subscriber) => {
      get(name, (operation) => {
        subscriber.next(operation);
        subscriber.complete();
      });
    });
  return (name, onState) => {
    const polling = get$(name)
      .pipe(expand(({ done }) => (done ? EMPTY : timer(delay).pipe(switchMap(() => get$(name))))))
      .subscribe(({ done = false }) => onState(done));
    return () => polling.unsubscribe();
  };
}
