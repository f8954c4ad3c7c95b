import type { MonoTypeOperatorFunction, Observable } from 'rxjs';
import { concat, config, defer, EMPTY, filter, ignoreElements, tap } from 'rxjs';
import { cancel$ } from '../src/core/client/cancel.js';
import type { OperationsClient } from '../src/core/client/operations-client.js';
import type { OperationRef } from '../src/core/model/operation-name.js';
import { operationName } from '../src/core/model/operation-name.js';
import type { DoneState, OperationState } from '../src/core/model/operation-state.js';
import { isDoneState } from '../src/core/model/operation-state.js';
import type { PackedMessage } from '../src/core/model/packed-message.js';
import type { PollOptions } from '../src/core/polling/poll-options.js';
import { resolvePollOptions } from '../src/core/polling/poll-options.js';
import { pollOperation$ } from '../src/core/polling/poll-operation.js';

/**
 * What to cancel, and whom to tell how that went. `callTimeout` and `headers` are for the cancelling, too; the other
 * options of polling are for `onVerdict` alone.
 */
export interface CancelOnUnsubscribeOptions<R = PackedMessage, M = PackedMessage> extends PollOptions<R, M> {
  /**
   * The operation, where it is known before its first state. Defaults to the one that the states name: an unsubscribe
   * before the first of them cancels nothing.
   */
  readonly operation?: OperationRef | undefined;
  /**
   * Gets the `RpcError` of a cancelling that failed, such as `NOT_FOUND` or `UNIMPLEMENTED`, or the error that ended
   * the polling for `onVerdict`. Defaults to nobody: the failure is dropped.
   */
  readonly onCancelError?: ((error: unknown) => void) | undefined;
  /**
   * Gets the state in which the operation ended: it may have succeeded anyway. For that, it is polled from when
   * the server has taken the request, with nobody to unsubscribe: `timeout` bounds it. Defaults to no such polling.
   */
  readonly onVerdict?: ((state: DoneState<R, M>) => void) | undefined;
}

/**
 * Mirrors the states of one operation, and cancels the operation when it is left early: to unsubscribe is to cancel.
 *
 * ```
 * states      --r--r--r--r--s|
 * unsubscribe ---------!
 * cancelOnUnsubscribe(client)
 *             --r--r--r
 * client               CancelOperation
 * ```
 *
 * An unsubscribe before a done state sends one CancelOperation, for the latest name that was seen. A done state, a
 * completion and an error are no unsubscribe, and send none: after a `PollError` the operation goes on. Each
 * subscription cancels for itself.
 *
 * Later operators unsubscribe when they end early, as `take` and `switchMap` do, or error. So it belongs after `retry`,
 * and before whatever ends the stream: a `takeUntil` before it only completes it. Before `shareOperation()` it cancels
 * when the last one leaves.
 *
 * The request outlives the unsubscribe by `callTimeout` at most, 10 s by default. What its hooks throw is reported to
 * `onUnhandledError` of rxjs' `config`, and dropped where that is not set, as it would end the process.
 *
 * @throws TypeError at once, when `operation` has no valid name; RangeError when an option is out of its range.
 *
 * @example
 * ```ts
 * import { pollOperation$ } from 'rxjs-longrunning';
 * import { cancelOnUnsubscribe } from 'rxjs-longrunning/operators';
 * import { takeUntil, timer } from 'rxjs';
 *
 * const stop$ = timer(500); // or the clicks on a button
 * const operation = 'operations/123';
 * pollOperation$(client, operation)
 *   .pipe(
 *     cancelOnUnsubscribe(client, {
 *       operation,
 *       onCancelError: (error) => console.warn('not cancelled', error),
 *       onVerdict: ({ status }) => console.log('ended after all:', status),
 *     }),
 *     takeUntil(stop$),
 *   )
 *   .subscribe(({ status }) => console.log(status));
 * ```
 */
export function cancelOnUnsubscribe<T extends OperationState, R = PackedMessage, M = PackedMessage>(
  client: OperationsClient,
  options: CancelOnUnsubscribeOptions<R, M> = {},
): MonoTypeOperatorFunction<T> {
  const { callOptions } = resolvePollOptions(options);
  const known = options.operation === undefined ? undefined : operationName(options.operation);
  const verdict$ = (name: string): Observable<DoneState<R, M>> =>
    options.onVerdict ? pollOperation$(client, name, options).pipe(filter(isDoneState)) : EMPTY;
  // Deferred, so that a client that throws is a failure like any other.
  const cancelled$ = (name: string): Observable<DoneState<R, M>> =>
    defer(() => concat(cancel$(client, name, callOptions).pipe(ignoreElements()), verdict$(name)));
  const observer = { next: contained(options.onVerdict), error: contained(options.onCancelError) };
  return (states$) =>
    defer(() => {
      let name = known;
      let ended = false;
      const next = (state: T): void => {
        name = state.name;
        ended ||= state.done;
      };
      const unsubscribe = (): void => {
        if (name !== undefined && !ended) cancelled$(name).subscribe(observer);
      };
      return states$.pipe(tap({ next, unsubscribe }));
    });
}

/** RxJS reports what a handler throws; where nobody takes such reports, it would end the process. */
function contained<T>(hook: ((value: T) => void) | undefined): (value: T) => void {
  return (value) => {
    try {
      hook?.(value);
    } catch (error) {
      if (config.onUnhandledError) throw error;
    }
  };
}
