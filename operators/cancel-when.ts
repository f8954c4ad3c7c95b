import type { MonoTypeOperatorFunction, Observable } from 'rxjs';
import { catchError, concat, defer, EMPTY, ignoreElements, mergeMap, of, Subject, takeUntil, tap } from 'rxjs';
import { cancel$ } from '../src/core/client/cancel.js';
import type { OperationsClient } from '../src/core/client/operations-client.js';
import type { LostState } from '../src/core/model/lost-state.js';
import { isLastState } from '../src/core/model/lost-state.js';
import type { OperationState, RunningState } from '../src/core/model/operation-state.js';
import type { PollOptions } from '../src/core/polling/poll-options.js';
import { resolvePollOptions } from '../src/core/polling/poll-options.js';

/** How to ask for the cancelling, and whom to tell how that went. */
export interface CancelWhenOptions extends Pick<PollOptions, 'callTimeout' | 'headers'> {
  /**
   * Gets the name of an operation when the server has taken the request to cancel it, which is not yet its end. Hand it
   * on to the `pollNow` of the polling, and the end shows at once. What it throws errors the stream.
   */
  readonly onCancelTaken?: ((name: string) => void) | undefined;
  /**
   * Gets the `RpcError` of a cancelling that failed, such as `UNIMPLEMENTED`, and the states go on, uncancelled. What it
   * throws errors the stream. Defaults to throwing what it gets: who asked for an end is to know that none will come.
   */
  readonly onCancelError?: ((error: unknown, name: string) => void) | undefined;
}

/**
 * Mirrors the states of operations, and cancels each operation at its first running state that fulfils a predicate.
 *
 * ```
 * states  --a--b--c--d--x|
 * cancelWhen(client, isFarEnough), which b is, and c and d are
 * states  --a--b--c--d--x|
 * client       CancelOperation
 * ```
 *
 * Goes on to the end of the operation, which is the server's verdict: `cancelled`, or `succeeded` anyway. One
 * CancelOperation is sent for each name, after the state has been emitted; the predicate is not asked again until the
 * operation is done. A request under way is given up at the last state of its operation, at an error, and at an
 * unsubscribe; to cancel by leaving there is `cancelOnUnsubscribe`. Where the source completes before that, the result
 * completes when the request has been answered, within `callTimeout`: 10 s by default.
 *
 * Errors with the error of the source, of the predicate, and, without `onCancelError`, with that of a cancelling: the
 * operation may go on then. Before `shareOperation()`, so that many subscribers cancel once.
 *
 * @throws RangeError at once, when an option is out of its range.
 *
 * @example
 * ```ts
 * import { pollOperation$ } from 'rxjs-longrunning';
 * import { cancelWhen } from 'rxjs-longrunning/operators';
 * import { Subject } from 'rxjs';
 *
 * const taken$ = new Subject<string>();
 * pollOperation$(client, 'operations/123', { pollNow: taken$ })
 *   .pipe(
 *     cancelWhen(client, ({ poll }) => poll.attempt >= 10, {
 *       onCancelTaken: (name) => taken$.next(name),
 *       onCancelError: (error) => console.warn('not cancelled', error),
 *     }),
 *   )
 *   .subscribe(({ status }) => console.log(status));
 * ```
 */
export function cancelWhen<T extends OperationState | LostState>(
  client: OperationsClient,
  predicate: (state: RunningOf<T>) => boolean,
  options: CancelWhenOptions = {},
): MonoTypeOperatorFunction<T> {
  const { callOptions } = resolvePollOptions(options);
  const { onCancelTaken, onCancelError } = options;
  const request$ = (name: string): Observable<never> =>
    // Deferred, so that a client that throws is a failure like any other.
    defer(() => cancel$(client, name, callOptions)).pipe(
      catchError((error: unknown) => {
        if (!onCancelError) throw error;
        onCancelError(error, name);
        return EMPTY;
      }),
      tap(() => onCancelTaken?.(name)),
      ignoreElements(),
    );
  return (states$) =>
    defer(() => {
      /** The end of each operation that was asked to be cancelled. */
      const asked = new Map<string, Subject<void>>();
      return states$.pipe(
        mergeMap((state) => {
          const { name } = state;
          const end$ = asked.get(name);
          const isLast = isLastState(state);
          if (isLast) {
            asked.delete(name);
            end$?.next();
          }
          // Of one that nobody has answered for, nothing is known to decide by.
          if (state.status !== 'running' || end$ || !predicate(state as T & RunningOf<T>)) return [state];
          const ended$ = new Subject<void>();
          asked.set(name, ended$);
          return concat(of(state), request$(name)).pipe(takeUntil(ended$));
        }),
      );
    });
}

// Read off the stream, and not inferred from the predicate: one that takes any state must not widen the stream.
type RunningOf<T> = T extends { readonly status: 'running'; readonly metadata?: infer M } ? RunningState<M> : never;
