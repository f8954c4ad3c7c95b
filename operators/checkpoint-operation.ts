import type { MonoTypeOperatorFunction, ObservableInput } from 'rxjs';
import { endWith, from, ignoreElements, mergeMap } from 'rxjs';
import type { LostState } from '../src/core/model/lost-state.js';
import type { OperationMessage } from '../src/core/model/operation-message.js';
import { operationName } from '../src/core/model/operation-name.js';
import type { DoneState, OperationState } from '../src/core/model/operation-state.js';
import type { PollError } from '../src/core/model/poll-error.js';

/** What is had at once, or an input that completes when it is there. */
type InputOr<T> = ObservableInput<unknown> | T;

/**
 * A user's store of which operations were started, and how they ended. Its functions return an input, such as a
 * Promise, that completes when it is stored, or nothing when it is stored already. All of them are optional.
 */
export interface OperationCheckpoints<R = unknown, M = unknown> {
  /** The operation of that name was started. */
  readonly started?: ((name: string) => InputOr<void>) | undefined;
  /** The operation ended, well or not: this is its last state. */
  readonly ended?: ((state: DoneState<R, M>) => InputOr<void>) | undefined;
  /**
   * Called by `resumeOperations` alone: the server does not know the operation of that name. It has expired, or was
   * deleted or lost; or it is another server. Without this function, `onLost` decides.
   */
  readonly lost?: ((name: string, error: PollError) => InputOr<void>) | undefined;
}

/**
 * Mirrors started operations, or their states, and hands each start and each end to a store before it goes on.
 *
 * ```
 * operations  -1-2-----|
 * checkpointOperation(store)
 * calls        started('1'), which takes 5, and started('2'), which takes 2
 * operations  -----21--|
 *
 * states      -r-s-r-f|
 * checkpointOperation(store)
 * calls          ended(s), ended(f), which take 3 each
 * states      -r---rs---(f|)
 * ```
 *
 * Put it after what starts operations, and again after what polls them: then a pipeline that is started again after a
 * crash knows from its store what to skip, what is to be polled on, for which there is `resumeOperations`, and what to
 * start. A name, or an operation message, is a start, even where the message says done; a running state goes on at
 * once, and so does a lost one, whose operation stays in the store, to be resumed. Many are stored at once, and go on as they are stored: not in the order in which they came. Where that order
 * matters, as after `pollUntilDone` with `ordered`, store one at a time:
 * `concatMap((state) => of(state).pipe(checkpointOperation(store)))`.
 *
 * Errors with the error of the store, and with that of the source. An error, and an unsubscribe, unsubscribe from what
 * is being stored; a Promise is stored anyway.
 *
 * Two gaps remain. A crash after the server took a start, and before its name is stored, loses the name: close it with
 * a request id that is stored, or made of the input, so that the same start twice is one operation (AIP-155). An end
 * that is stored is not polled for again, whether or not it was handled: let `ended` keep what is needed of it.
 *
 * @param sink the store; the types of its states are those of the stream.
 *
 * @example
 * ```ts
 * import { checkpointOperation, pollUntilDone, toResponse } from 'rxjs-longrunning/operators';
 * import { from } from 'rxjs';
 *
 * const running = new Set<string>(); // a table of your database
 * const store = {
 *   started: async (name: string) => running.add(name),
 *   ended: async ({ name }: { name: string }) => running.delete(name),
 * };
 * from(['operations/1', 'operations/2', 'operations/3'])
 *   .pipe(
 *     checkpointOperation(store),
 *     pollUntilDone(client, { concurrency: 50 }),
 *     checkpointOperation(store),
 *     toResponse(),
 *   )
 *   .subscribe((response) => console.log(response, running.size));
 * ```
 *
 * @example Which input started which operation: the store is told where both are at hand
 * ```ts
 * import { checkpointOperation, pollUntilDone } from 'rxjs-longrunning/operators';
 * import { from, mergeMap, of } from 'rxjs';
 *
 * const log: object[] = []; // a table of your database
 * const save = async (entry: object) => log.push(entry);
 * const start$ = (row: number) => of(`operations/${row}`); // your call, with a request id that is made of the row
 * from([1, 2, 3])
 *   .pipe(
 *     mergeMap((row) => start$(row).pipe(checkpointOperation({ started: (name) => save({ row, name }) })), 8),
 *     pollUntilDone(client, { concurrency: 50 }),
 *     checkpointOperation({ ended: ({ name, status }) => save({ name, status }) }),
 *   )
 *   .subscribe({ complete: () => console.log(log) });
 * ```
 *
 * @see https://google.aip.dev/155
 */
export function checkpointOperation<T extends string | OperationMessage | OperationState | LostState>(
  sink: OperationCheckpoints<ResponseOf<T>, MetadataOf<T>>,
): MonoTypeOperatorFunction<T> {
  return mergeMap((item) => {
    const stored$ = store$(
      sink,
      item as string | OperationMessage | OperationState<ResponseOf<T>, MetadataOf<T>> | LostState,
    );
    return stored$ ? from(stored$).pipe(ignoreElements(), endWith(item)) : [item];
  });
}

// Read off the stream, as in `tapOperation`: a store of any states must not widen it. A start has neither.
type ResponseOf<T> = T extends { readonly status: 'succeeded'; readonly response: infer R } ? R : never;
type MetadataOf<T> = T extends { readonly status: string; readonly metadata?: infer M } ? M : never;

function store$<R, M>(
  sink: OperationCheckpoints<R, M>,
  item: string | OperationMessage | OperationState<R, M> | LostState,
): InputOr<void> {
  if (typeof item === 'string' || !('status' in item)) return sink.started?.(operationName(item));
  if (item.done) return sink.ended?.(item);
}
