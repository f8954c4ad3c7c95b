import type { MonoTypeOperatorFunction } from 'rxjs';
import { finalize, tap } from 'rxjs';
import type { LostState } from '../src/core/model/lost-state.js';
import type {
  CancelledState,
  FailedState,
  OperationState,
  OngoingState,
  RunningState,
  SucceededState,
} from '../src/core/model/operation-state.js';

/** Who is told of what; all of them are optional. */
export interface OperationObserver<R = unknown, M = unknown> {
  /** A poll that was answered showed that the operation runs. */
  readonly running?: ((state: RunningState<M>) => void) | undefined;
  /** The operation ended well. */
  readonly succeeded?: ((state: SucceededState<R, M>) => void) | undefined;
  /** The operation failed. */
  readonly failed?: ((state: FailedState<M>) => void) | undefined;
  /** The operation was cancelled. */
  readonly cancelled?: ((state: CancelledState<M>) => void) | undefined;
  /** The polling ended before the operation did, which it may outlive: with `onLost` or `onFailure` as `'emit'`. */
  readonly lost?: ((state: LostState<M>) => void) | undefined;
  /** A poll failed and was tolerated: `poll.lastError` says why, `poll.nextDelay` when the next one is made. */
  readonly pollFailed?: ((state: OngoingState<M>) => void) | undefined;
  /** The stream has ended, in whatever way, or is unsubscribed from: once for each subscription. */
  readonly finalize?: (() => void) | undefined;
}

/**
 * Mirrors the states, and tells an observer of each by its kind: for logs, counters and progress bars.
 *
 * ```
 * states    --r--e--r--s|
 * tapOperation({ running, pollFailed, succeeded, finalize })
 * calls       running(r), pollFailed(e), running(r), succeeded(s), finalize()
 * states    --r--e--r--s|
 * ```
 *
 * What an observer throws errors the stream, as with `tap`. What its `finalize` throws comes too late for that: it is
 * thrown at whoever unsubscribes, and lost after an end. An observer of any operation, such as a logger, is an
 * `OperationObserver` without type arguments.
 *
 * @example
 * ```ts
 * import { pollOperation$ } from 'rxjs-longrunning';
 * import { tapOperation, toResponse } from 'rxjs-longrunning/operators';
 *
 * pollOperation$(client, 'operations/123')
 *   .pipe(
 *     tapOperation({
 *       pollFailed: ({ poll }) => console.warn(`connection lost, next try in ${poll.nextDelay} ms`),
 *       failed: ({ name, error }) => console.error(name, error.message),
 *     }),
 *     toResponse(),
 *   )
 *   .subscribe((response) => console.log(response));
 * ```
 */
export function tapOperation<T extends OperationState | LostState>(
  observer: OperationObserver<ResponseOf<T>, MetadataOf<T>>,
): MonoTypeOperatorFunction<T> {
  return (states$) =>
    states$.pipe(
      tap((state) => tell(observer, state as OperationState<ResponseOf<T>, MetadataOf<T>> | LostState<MetadataOf<T>>)),
      finalize(() => observer.finalize?.()),
    );
}

// Both are read off the states, and not inferred from the observer: one that takes any state must not widen the stream.
type ResponseOf<T> = T extends { readonly response: infer R } ? R : never;
type MetadataOf<T> = T extends { readonly metadata?: infer M } ? M : never;

function tell<R, M>(observer: OperationObserver<R, M>, state: OperationState<R, M> | LostState<M>): void {
  switch (state.status) {
    case 'unknown':
      return observer.pollFailed?.(state);
    case 'running':
      return state.poll.failures > 0 ? observer.pollFailed?.(state) : observer.running?.(state);
    case 'succeeded':
      return observer.succeeded?.(state);
    case 'failed':
      return observer.failed?.(state);
    case 'cancelled':
      return observer.cancelled?.(state);
    case 'lost':
      return observer.lost?.(state);
  }
}
