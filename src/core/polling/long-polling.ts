import type { Observable } from 'rxjs';
import { catchError, defer, finalize, map, startWith, Subject, switchAll, take, tap, throwIfEmpty } from 'rxjs';
import type { OperationsClient } from '../client/operations-client.js';
import { DEFAULT_MAX_PENDING_WAITS } from '../client/operations-client.js';
import type { OperationMessage } from '../model/operation-message.js';
import type { RunningState } from '../model/operation-state.js';
import { isRpcError } from '../model/rpc-error.js';
import { StatusCode } from '../model/status-code.js';
import type { PolledClient } from './poll-loop.js';
import type { PollRun } from './poll-step.js';
import { nextCallOptions, noAnswer, scheduledDelay, timeLeft } from './poll-step.js';

/** How long a server is asked to wait at most, in ms: many proxies cut a call that is silent for a minute. */
const LONGEST_WAIT = 55_000;

/** What is known of the WaitOperation of a client, by all who poll with it. */
interface Waits {
  pending: number;
  unimplemented: boolean;
}

const waitsOfClients = new WeakMap<OperationsClient, Waits>();

function waitsOf(client: OperationsClient): Waits {
  const waits = waitsOfClients.get(client) ?? { pending: 0, unimplemented: false };
  waitsOfClients.set(client, waits);
  return waits;
}

/**
 * The long polls of one subscription, as a client whose polls wait for the end where they can, with the schedule that
 * goes with them: what a wait took of a delay has passed already.
 */
export class LongPolling<R, M> implements PolledClient {
  private readonly waits: Waits;
  private readonly interrupts$ = new Subject<void>();
  /** Whether a wait is under way. */
  private waiting = false;
  /** When the last poll began, if it was a wait. */
  private lastWaitAt: number | undefined;
  /** Whether the last poll was to be a wait, and could not. */
  private refused = false;
  /** In mode `'auto'`, the delay that the next wait takes the place of, in ms. The first poll has none before it. */
  private delay = 0;
  /** In mode `true`, how many waits were answered before their time. */
  private earlyAnswers = 0;
  private getNext = false;

  constructor(
    private readonly client: OperationsClient,
    private readonly run: PollRun<R, M>,
  ) {
    this.waits = waitsOf(client);
  }

  getOperation(request: { readonly name: string }): Observable<OperationMessage> {
    return defer(() => {
      // Made when it is subscribed to: by then a wait may have taken of the time that is left.
      const get$ = defer(() => this.client.getOperation(request, nextCallOptions(this.run))).pipe(
        throwIfEmpty(noAnswer),
      );
      const wanted = this.run.settings.longPoll === 'auto' ? this.delay : LONGEST_WAIT;
      const timeout = Math.min(wanted, LONGEST_WAIT, timeLeft(this.run));
      this.lastWaitAt = undefined;
      this.refused = false;
      if (this.getNext || timeout <= 0) return get$;
      this.refused = !this.mayWait();
      if (this.refused) return get$;
      this.lastWaitAt = this.run.settings.scheduler.now();
      this.waiting = true;
      return this.interrupts$.pipe(
        map(() => get$),
        startWith(this.wait$(request.name, timeout, get$)),
        switchAll(),
        take(1),
      );
    });
  }

  interrupt(): boolean {
    // Once the time is up, the wait under way is the last call, and has a deadline of its own.
    if (!this.waiting || timeLeft(this.run) <= 0) return false;
    this.waiting = false;
    this.lastWaitAt = undefined;
    this.interrupts$.next();
    return true;
  }

  readonly schedule = (attempt: number, state: RunningState<M>): number => {
    const { longPoll, schedule, scheduler } = this.run.settings;
    // Where waits fail, a short call tells sooner that the server is back.
    this.getNext = state.poll.failures > 0;
    const isPolled = this.refused || (this.lastWaitAt === undefined && !this.mayWait());
    if (this.getNext || isPolled) return scheduledDelay(schedule, attempt, state);
    const waited = this.lastWaitAt === undefined ? Infinity : scheduler.now() - this.lastWaitAt;
    if (longPoll === 'auto') {
      const rest = Math.max(0, this.delay - waited);
      this.delay = scheduledDelay(schedule, attempt, state);
      return rest;
    }
    const rest = Math.max(0, scheduledDelay(schedule, this.earlyAnswers + 1, state) - waited);
    if (rest > 0) this.earlyAnswers++;
    return rest;
  };

  private mayWait(): boolean {
    const { pending, unimplemented } = this.waits;
    return !unimplemented && pending < (this.client.maxPendingWaits ?? DEFAULT_MAX_PENDING_WAITS);
  }

  private wait$(name: string, timeout: number, get$: Observable<OperationMessage>): Observable<OperationMessage> {
    const { callOptions } = this.run.settings;
    const answered = (): void => {
      this.waiting = false;
    };
    return defer(() => {
      this.waits.pending++;
      return this.client.waitOperation({ name, timeout }, { ...callOptions, timeout: timeout + callOptions.timeout });
    }).pipe(
      finalize(() => this.waits.pending--),
      throwIfEmpty(noAnswer),
      tap({ next: answered, error: answered }),
      catchError((error: unknown) => {
        if (!isRpcError(error) || error.code !== StatusCode.UNIMPLEMENTED) throw error;
        this.waits.unimplemented = true;
        this.lastWaitAt = undefined;
        return get$;
      }),
    );
  }
}
