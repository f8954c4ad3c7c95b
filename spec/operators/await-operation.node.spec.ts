import type { Observable } from 'rxjs';
import {
  concat,
  defer,
  firstValueFrom,
  from,
  map,
  of,
  tap,
  throwError,
  toArray,
  VirtualTimeScheduler,
  timer,
} from 'rxjs';
import { awaitOperation } from '../../operators/index.js';
import type { DoneState, LostState, OperationMessage } from '../../src/index.js';
import { isOperationError, StatusCode } from '../../src/index.js';
import type { WorkUpdate } from '../../src/server/index.js';
import { InMemoryOperations } from '../../src/server/index.js';
import { types } from '../support/messages.js';
import { rpcError } from '../support/rpc-errors.js';

const NUMBERS = Array.from({ length: 1_000 }, (_, i) => i);

/** A store that counts the operations that are asked for and have not ended. */
class WatchedOperations extends InMemoryOperations {
  readonly #waited = new Set<string>();
  most = 0;

  override getOperation(request: { readonly name: string }): Observable<OperationMessage> {
    return this.#watched(request.name, super.getOperation(request));
  }

  override waitOperation(request: { readonly name: string }): Observable<OperationMessage> {
    return this.#watched(request.name, super.waitOperation(request));
  }

  #watched(name: string, answer$: Observable<OperationMessage>): Observable<OperationMessage> {
    return defer(() => {
      this.most = Math.max(this.most, this.#waited.add(name).size);
      return answer$.pipe(tap(({ done }) => done && this.#waited.delete(name)));
    });
  }
}

describe('awaitOperation with a thousand operations of a store', () => {
  it('gives all responses, with never more than 50 polled at once', () => {
    const scheduler = new VirtualTimeScheduler();
    const operations = new WatchedOperations({ scheduler });
    const started$ = from(NUMBERS).pipe(
      map((n) => {
        const work$ = timer((n * 37) % 997, scheduler).pipe(map(() => ({ response: `result ${n}` })));
        return operations.start(n % 10 === 0 ? of({ response: `result ${n}` }) : work$, types);
      }),
    );
    const responses: string[] = [];
    let completed = false;
    started$
      .pipe(awaitOperation(operations, { ...types, scheduler, schedule: () => 100, concurrency: 50 }))
      .subscribe({ next: (response) => responses.push(response), complete: () => (completed = true) });
    scheduler.flush();
    expect(completed).toBeTrue();
    expect(responses.sort()).toEqual(NUMBERS.map((n) => `result ${n}`).sort());
    expect(operations.most).toBe(50);
  });

  it(`with long polls, 'emit' and ordered, it gives the end of each in its place`, async () => {
    const operations = new WatchedOperations();
    const result = (n: number): Observable<WorkUpdate<string, string>> =>
      n % 9 === 0 ? throwError(() => rpcError(StatusCode.ABORTED, `no ${n}`)) : of({ response: `result ${n}` });
    const started$ = from(NUMBERS).pipe(
      map((n) =>
        operations.start(
          concat(
            turns(n % 5),
            defer(() => result(n)),
          ),
          types,
        ),
      ),
    );
    const ends$ = started$.pipe(
      awaitOperation(operations, { ...types, longPoll: true, concurrency: 50, ordered: true, onFailure: 'emit' }),
      map((state) => endOf(state)),
      toArray(),
    );
    expect(await firstValueFrom(ends$)).toEqual(NUMBERS.map((n) => (n % 9 === 0 ? `no ${n}` : `result ${n}`)));
    expect(operations.most).toBeLessThanOrEqual(50);
    expect(operations.most).toBeGreaterThan(1);
  });
});

/** Work that takes so many turns of the event loop. */
async function* turns(turns: number): AsyncGenerator<WorkUpdate<string, string>> {
  for (let turn = 0; turn < turns; turn++) {
    await new Promise(setImmediate);
    yield { metadata: `turn ${turn}` };
  }
}

function endOf(state: DoneState<string> | LostState): string {
  if (state.status === 'succeeded') return state.response;
  return isOperationError(state.error) ? state.error.statusMessage : state.error.message;
}
