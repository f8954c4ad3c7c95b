import type { Observable } from 'rxjs';
import { defer, of } from 'rxjs';
import type { OperationsClient } from '../client/operations-client.js';
import type { OperationMessage } from '../model/operation-message.js';
import type { OperationLike } from '../model/operation-message-of.js';
import type { OperationState } from '../model/operation-state.js';
import type { PackedMessage } from '../model/packed-message.js';
import { knownState } from './known-state.js';
import { longPollOnce } from './long-poll.js';
import { paceOf } from './pace.js';
import { delayedTurn, pollLoop$ } from './poll-loop.js';
import type { PollOnce } from './poll-once.js';
import { pollOnce$ } from './poll-once.js';
import type { PollOptions } from './poll-options.js';
import { resolvePollOptions } from './poll-options.js';
import type { PollRun } from './poll-step.js';
import { Stopwatch } from './stopwatch.js';

/**
 * Polls an operation until it is done: at once, then after the delays of a schedule that is exponential first, then fixed.
 *
 * Emits the state that each poll showed, the last one done, and completes. A failed or cancelled operation is a
 * state, not an error of the stream. A tolerated poll failure emits the last state again, with the failure in `poll`; where nobody
 * has answered yet, that is an `unknown` one. A message that is already done costs no call. There are never two polls in flight; unsubscribing
 * cancels the one that is, clears the timer, and leaves the operation alone.
 *
 * Cold: each subscription polls by itself, with its own schedule and counters. To share one, use an `Operation`.
 *
 * Errors with a `PollError` when polling cannot go on, a `PollTimeoutError` when `timeout` has passed, and an
 * `UnpackError` when the response is not a `responseType`.
 *
 * @param operation the name of an operation, or the operation itself, such as the call that started it answered,
 *   whichever library made that call.
 * @throws TypeError at once, when there is no valid name; RangeError when an option is out of its range.
 *
 * @example
 * ```ts
 * import { pollOperation$ } from 'rxjs-longrunning';
 *
 * pollOperation$(client, 'operations/123').subscribe({
 *   next: (state) => {
 *     switch (state.status) {
 *       case 'unknown':
 *         return console.log('no connection yet:', state.poll.lastError?.statusMessage);
 *       case 'running':
 *         return console.log('next poll in', state.poll.nextDelay, 'ms');
 *       case 'succeeded':
 *         return console.log(state.response);
 *       case 'failed':
 *       case 'cancelled':
 *         return console.error(state.error.message);
 *     }
 *   },
 *   error: (error) => console.error('polling ended', error),
 * });
 * ```
 *
 * @see https://pkg.go.dev/cloud.google.com/go/longrunning#Operation.Wait
 */
export function pollOperation$<R = PackedMessage, M = PackedMessage>(
  client: OperationsClient,
  operation: string | OperationLike,
  options: PollOptions<R, M> = {},
): Observable<OperationState<R, M>> {
  return pollFrom$(client, operation, options);
}

/** `pollOperation$`, where somebody else may have made the first poll already: `answer` is what it was answered. */
export function pollFrom$<R, M>(
  client: OperationsClient,
  operation: string | OperationLike,
  options: PollOptions<R, M>,
  answer?: OperationMessage,
): Observable<OperationState<R, M>> {
  const settings = resolvePollOptions(options);
  const { schedule, scheduler, longPoll } = settings;
  if (schedule.polling$ && !longPoll) {
    return schedule.polling$((own) => pollFrom$(client, operation, { ...options, schedule: own }, answer), scheduler);
  }
  const knownNow = knownState(operation, settings);
  return defer(() => {
    const known = knownNow();
    if (known.done) return of(known);
    const run: PollRun<R, M> = { settings, stopwatch: new Stopwatch(settings.scheduler) };
    const pace = settings.pauseWhile || settings.pollNow ? paceOf(run) : undefined;
    const once$: PollOnce<R, M> = settings.longPoll
      ? longPollOnce(client, run, pace)
      : (last, polled = client) => pollOnce$(polled, run, last);
    const first$ = once$(known, answer && { getOperation: () => of(answer) });
    if (!pace) return pollLoop$(first$, once$, delayedTurn(run));
    return pace.loop$(answer ? first$ : pace.first$(known, first$), once$);
  });
}
