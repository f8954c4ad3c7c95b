import type { Observable } from 'rxjs';
import {
  catchError,
  concat,
  defer,
  EMPTY,
  finalize,
  ignoreElements,
  map,
  mergeMap,
  range,
  repeat,
  take,
  timer,
} from 'rxjs';
import type { GrpcOperationsClient } from '../../src/grpc/index.js';
import type { OperationMessage, PollOptions } from '../../src/index.js';
import { cancel$, pollOperation$, StatusCode } from '../../src/index.js';
import { running, scriptedOperations, succeeded } from '../../src/testing/index.js';
import { TYPES } from './soak-work.js';

/** Operations that are polled at once. */
const AT_ONCE = 50;

/** How the operations of a soak end, in turns. */
const options: PollOptions<string, string> = { ...TYPES, schedule: () => 5, callTimeout: 5_000 };

/**
 * Polls one operation after the other, fifty at once, for ever: most to their end, some until they are given up, timed
 * out, or cancelled. Emits the number of operations that have ended.
 */
function soak$(poll$: (turn: number) => Observable<unknown>): Observable<number> {
  let ended = 0;
  const one$ = defer(() => poll$(ended % 10)).pipe(
    ignoreElements(),
    finalize(() => (ended += 1)),
    // A soak looks at memory alone; failures are other specs' business, and some are wanted.
    catchError(() => EMPTY),
  );
  const afterOne$ = defer(() => [ended]);
  return range(AT_ONCE).pipe(mergeMap(() => concat(one$, afterOne$).pipe(repeat())));
}

/** Each operation has a client of its own, scripted, which fails now and then. */
export function soakInMemory$(): Observable<number> {
  const script = [running('step'), StatusCode.UNAVAILABLE, running('step'), succeeded('done')];
  const name = 'operations/1';
  return soak$((turn) => {
    const client = scriptedOperations({ [name]: script }, { ...TYPES, latency: 1 });
    const states$ = pollOperation$(client, name, turn === 1 ? { ...options, timeout: 3 } : options);
    if (turn === 0) return states$.pipe(take(1));
    return turn === 2 ? concat(states$.pipe(take(2)), cancel$(client, name), states$) : states$;
  });
}

/** Each operation is one of the server's. */
export function soakOverGrpc$(client: GrpcOperationsClient): Observable<number> {
  const start$ = client.startOperation('soak.v1.Soak/Start', {});
  const states$ = (message: OperationMessage, more: PollOptions<string, string> = {}) =>
    pollOperation$(client, message, { ...options, ...more });
  return soak$((turn) =>
    start$.pipe(
      mergeMap((message) => {
        if (turn === 0) return states$(message).pipe(take(1));
        if (turn === 1) return states$(message, { timeout: 3 });
        if (turn === 2) return concat(states$(message).pipe(take(2)), cancel$(client, message), states$(message));
        return states$(message, turn === 3 ? { longPoll: true } : {});
      }),
    ),
  );
}

/** Emits at the first of these times, and again after each. */
export function every(ms: number, count: number): Observable<number> {
  return timer(ms, ms).pipe(
    take(count),
    map((index) => index + 1),
  );
}
