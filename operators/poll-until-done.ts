import type { Observable, OperatorFunction } from 'rxjs';
import { concatMap, defer, map, mergeMap, queueScheduler, subscribeOn } from 'rxjs';
import type { OperationsClient } from '../src/core/client/operations-client.js';
import { limitOption, ONE_OR_MORE } from '../src/core/model/number-option.js';
import type { OperationMessage } from '../src/core/model/operation-message.js';
import type { OperationState } from '../src/core/model/operation-state.js';
import type { PackedMessage } from '../src/core/model/packed-message.js';
import { pollOperation$ } from '../src/core/polling/poll-operation.js';
import type { PollOptions } from '../src/core/polling/poll-options.js';
import { resolvePollOptions } from '../src/core/polling/poll-options.js';

/** How to poll the operations of a stream. */
export interface PollUntilDoneOptions<R = PackedMessage, M = PackedMessage> extends PollOptions<R, M> {
  /**
   * How many operations are polled at once, 1 or more; those above wait for their turn, which does not keep the source
   * from being read on. Defaults to all.
   */
  readonly concurrency?: number | undefined;
  /**
   * Whether the ends come in the order of the source: one that is early is held back until those before it have come.
   * Running states come as they are seen, and so does an error, with which held ends are lost. Defaults to `false`.
   */
  readonly ordered?: boolean | undefined;
}

/**
 * From operations, by name or message, to all states of all of them, each polled until it is done.
 *
 * ```
 * operations  -1-2-------|
 * pollUntilDone(client)
 * states      -r-r--r-s--r--(s|)
 *              1 2  1 2  1   1
 * ```
 *
 * Each polling is one of `pollOperation$`. As with `mergeMap`: completes when the source and all pollings have, errors
 * with the error of the source or of any polling, which ends the others. A failed operation is a state.
 *
 * @throws RangeError at once, when an option is out of its range.
 *
 * @example
 * ```ts
 * import { pollUntilDone } from 'rxjs-longrunning/operators';
 * import { from } from 'rxjs';
 *
 * from(['operations/1', 'operations/2', 'operations/3'])
 *   .pipe(pollUntilDone(client, { concurrency: 2 }))
 *   .subscribe(({ name, status }) => console.log(name, status));
 * ```
 */
export function pollUntilDone<R = PackedMessage, M = PackedMessage>(
  client: OperationsClient,
  options: PollUntilDoneOptions<R, M> = {},
): OperatorFunction<string | OperationMessage, OperationState<R, M>> {
  // For its errors: where a mistake was made, not where the first operation comes by.
  resolvePollOptions(options);
  const concurrency = limitOption('concurrency', options.concurrency, ONE_OR_MORE);
  // Queued, as `mergeMap` begins what waits from within the end of another: a thousand that wait and end synchronously,
  // such as messages that are done, would overflow the stack, and the stream would never end.
  const states$ = (operation: string | OperationMessage): Observable<OperationState<R, M>> =>
    pollOperation$(client, operation, options).pipe(subscribeOn(queueScheduler));
  if (!options.ordered) return mergeMap(states$, concurrency);
  return (operations$) =>
    operations$.pipe(
      mergeMap((operation, index) => states$(operation).pipe(map((state) => ({ index, state }))), concurrency),
      endsInOrder(),
    );
}

/** Holds ends back until those of all operations before have come. */
function endsInOrder<R, M>(): OperatorFunction<IndexedState<R, M>, OperationState<R, M>> {
  return (states$) =>
    defer(() => {
      const held = new Map<number, OperationState<R, M>>();
      let next = 0;
      return states$.pipe(
        concatMap(({ index, state }) => {
          if (!state.done) return [state];
          held.set(index, state);
          const due: OperationState<R, M>[] = [];
          for (let end = held.get(next); end; end = held.get(next)) {
            due.push(end);
            held.delete(next++);
          }
          return due;
        }),
      );
    });
}

/** A state, and the place of its operation in the source. */
interface IndexedState<R, M> {
  readonly index: number;
  readonly state: OperationState<R, M>;
}
