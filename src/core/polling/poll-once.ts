import { Observable } from 'rxjs';
import type { OperationsClient } from '../client/operations-client.js';
import type { OperationMessage } from '../model/operation-message.js';
import type { OperationState, OngoingState } from '../model/operation-state.js';
import type { PollSchedule } from './poll-schedule.js';
import type { PollRun } from './poll-step.js';
import { afterAnswer, afterFailure, nextCallOptions, noAnswer } from './poll-step.js';

/** Who answers a poll. */
export type Polled = Pick<OperationsClient, 'getOperation'>;

/**
 * One poll: from the last state to the next. Emits it and completes, or errors where polling cannot go on.
 *
 * @param polled answers in the place of the client.
 */
export type PollOnce<R, M> = (last: OngoingState<M>, polled?: Polled) => Observable<OperationState<R, M>>;

/**
 * A poll by GetOperation.
 *
 * @param schedule gives the delay that follows. Defaults to the one of the settings.
 *
 * Written by hand, as the operators that it is made of would double the CPU of a poll (`npm run bench -- cpu-per-poll`).
 */
export function pollOnce$<R, M>(
  client: Polled,
  run: PollRun<R, M>,
  last: OngoingState<M>,
  schedule?: PollSchedule<M>,
): Observable<OperationState<R, M>> {
  return new Observable((subscriber) => {
    /** The first notification counts. Whatever else the client says, the polling has gone on. */
    const end = (nextState: () => OperationState<R, M>): void => {
      if (subscriber.closed) return;
      let state: OperationState<R, M>;
      try {
        state = nextState();
      } catch (error) {
        subscriber.error(error);
        return;
      }
      subscriber.next(state);
      subscriber.complete();
    };
    const next = (answer: OperationMessage): void => end(() => afterAnswer(run, last, answer, schedule));
    const error = (cause: unknown): void => end(() => afterFailure(run, last, cause, schedule));
    const complete = (): void => error(noAnswer());
    try {
      return client.getOperation({ name: last.name }, nextCallOptions(run)).subscribe({ next, error, complete });
    } catch (cause) {
      return error(cause);
    }
  });
}
