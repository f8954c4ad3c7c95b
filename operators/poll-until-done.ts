import type { Observable, OperatorFunction } from 'rxjs';
import { concatMap, defer, map, mergeMap, queueScheduler, subscribeOn } from 'rxjs';
import type { OperationsClient } from '../src/core/client/operations-client.js';
import type { LostState } from '../src/core/model/lost-state.js';
import { isLastState } from '../src/core/model/lost-state.js';
import { limitOption, ONE_OR_MORE } from '../src/core/model/number-option.js';
import type { OperationMessage } from '../src/core/model/operation-message.js';
import type { OperationState } from '../src/core/model/operation-state.js';
import type { PackedMessage } from '../src/core/model/packed-message.js';
import { lostAsState$ } from '../src/core/polling/lost-as-state.js';
import { pollOperation$ } from '../src/core/polling/poll-operation.js';
import type { PollOptions } from '../src/core/polling/poll-options.js';
import { resolvePollOptions } from '../src/core/polling/poll-options.js';

/** How to poll the operations of a stream. */
export interface PollUntilDoneOptions<
  R = PackedMessage,
  M = PackedMessage,
  L extends 'error' | 'emit' = 'error',
> extends PollOptions<R, M> {
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
  /**
   * What the end of a polling does that is no end of its operation: the operation has expired, say, or may not be asked
   * for. `'error'`, the default: it errors the stream. `'emit'`: it is emitted as a `LostState`, in place of the end of
   * that operation, and the others go on. So is an item that is no operation.
   */
  readonly onLost?: L | undefined;
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
 * with the error of the source or of any polling, which ends the others. A failed operation is a state. With
 * `onLost: 'emit'` one that is lost is, too: then each operation ends as a state, and only an error of the source is one
 * of the stream.
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
export function pollUntilDone<R = PackedMessage, M = PackedMessage, L extends 'error' | 'emit' = 'error'>(
  client: OperationsClient,
  options?: PollUntilDoneOptions<R, M, L>,
): OperatorFunction<string | OperationMessage, OperationState<R, M> | (L extends 'emit' ? LostState<M> : never)>;
export function pollUntilDone<R, M>(
  client: OperationsClient,
  options: PollUntilDoneOptions<R, M, 'error' | 'emit'> = {},
): OperatorFunction<string | OperationMessage, EmittedState<R, M>> {
  // Where a mistake was made, not where the first operation comes by.
  const settings = resolvePollOptions(options);
  const concurrency = limitOption('concurrency', options.concurrency, ONE_OR_MORE);
  // Queued, as `mergeMap` begins what waits from within the end of another: a thousand that wait and end synchronously,
  // such as messages that are done, would overflow the stack, and the stream would never end.
  const poll$ = (operation: string | OperationMessage) => pollOperation$(client, operation, options);
  const kept$ = (operation: string | OperationMessage) => lostAsState$(operation, settings, () => poll$(operation));
  const eachPoll$ = options.onLost === 'emit' ? kept$ : poll$;
  const states$ = (operation: string | OperationMessage): Observable<EmittedState<R, M>> =>
    eachPoll$(operation).pipe(subscribeOn(queueScheduler));
  if (!options.ordered) return mergeMap(states$, concurrency);
  return (operations$) =>
    operations$.pipe(
      mergeMap((operation, index) => states$(operation).pipe(map((state) => ({ index, state }))), concurrency),
      endsInOrder(),
    );
}

/** A lost one only with `onLost: 'emit'`. */
type EmittedState<R, M> = OperationState<R, M> | LostState<M>;

/** Holds ends back until those of all operations before have come. */
function endsInOrder<R, M>(): OperatorFunction<IndexedState<R, M>, EmittedState<R, M>> {
  return (states$) =>
    defer(() => {
      const held = new Map<number, EmittedState<R, M>>();
      let next = 0;
      return states$.pipe(
        concatMap(({ index, state }) => {
          if (!isLastState(state)) return [state];
          held.set(index, state);
          const due: EmittedState<R, M>[] = [];
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
  readonly state: EmittedState<R, M>;
}
