import type { Observable } from 'rxjs';
import { catchError, defer, finalize, map, startWith, Subject, switchAll, take, throwIfEmpty } from 'rxjs';
import type { CallOptions, OperationsClient } from '../client/operations-client.js';
import type { OperationMessage } from '../model/operation-message.js';
import type { RunningState } from '../model/operation-state.js';
import { isRpcError } from '../model/rpc-error.js';
import { StatusCode } from '../model/status-code.js';
import type { PolledClient } from './poll-loop.js';
import type { PollRun } from './poll-step.js';
import { scheduledDelay, timeLeft } from './poll-step.js';

/** How long a server is asked to wait at most, in ms: what lies between often cuts calls that are silent for longer. */
const LONGEST_WAIT = 60_000;
const DEFAULT_MAX_PENDING_WAITS = 100;

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
  private lastCall: 'get' | 'wait' | 'refused wait' = 'get';
  private lastWaitAt = 0;
  /** In mode `'auto'`, the delay that the next wait takes the place of, in ms. */
  private delay = 0;
  /** In mode `true`, how many waits were answered before their time. */
  private earlyAnswers = 0;
  private getNext: boolean;

  constructor(
    private readonly client: OperationsClient,
    private readonly run: PollRun<R, M>,
  ) {
    this.waits = waitsOf(client);
    this.getNext = run.settings.longPoll === 'auto';
  }

  getOperation(request: { readonly name: string }, options: CallOptions): Observable<OperationMessage> {
    return defer(() => {
      const get$ = this.client.getOperation(request, options);
      const wanted = this.run.settings.longPoll === 'auto' ? this.delay : LONGEST_WAIT;
      const timeout = Math.min(wanted, LONGEST_WAIT, timeLeft(this.run));
      if (this.getNext || timeout <= 0) {
        this.lastCall = 'get';
        return get$;
      }
      const { pending, unimplemented } = this.waits;
      if (unimplemented || pending >= (this.client.maxPendingWaits ?? DEFAULT_MAX_PENDING_WAITS)) {
        this.lastCall = 'refused wait';
        return get$;
      }
      this.lastCall = 'wait';
      this.lastWaitAt = this.run.settings.scheduler.now();
      return this.interrupts$.pipe(
        map(() => get$),
        startWith(this.wait$(request.name, timeout, get$)),
        switchAll(),
        take(1),
      );
    });
  }

  interrupt(): boolean {
    if (this.lastCall !== 'wait' || !this.interrupts$.observed) return false;
    this.lastCall = 'get';
    this.interrupts$.next();
    return true;
  }

  readonly schedule = (attempt: number, state: RunningState<M>): number => {
    const { longPoll, schedule } = this.run.settings;
    // Where waits fail, a short call tells sooner that the server is back.
    this.getNext = state.poll.failures > 0;
    if (this.getNext || this.lastCall === 'refused wait') return scheduledDelay(schedule, attempt, state);
    const waited = this.lastCall === 'wait' ? this.run.settings.scheduler.now() - this.lastWaitAt : Infinity;
    if (longPoll === 'auto') {
      const rest = Math.max(0, this.delay - waited);
      this.delay = scheduledDelay(schedule, attempt, state);
      return rest;
    }
    const rest = waited === Infinity ? 0 : Math.max(0, scheduledDelay(schedule, this.earlyAnswers + 1, state) - waited);
    if (rest > 0) this.earlyAnswers++;
    return rest;
  };

  private wait$(name: string, timeout: number, get$: Observable<OperationMessage>): Observable<OperationMessage> {
    const { callOptions } = this.run.settings;
    return defer(() => {
      this.waits.pending++;
      return this.client.waitOperation({ name, timeout }, { ...callOptions, timeout: timeout + callOptions.timeout });
    }).pipe(
      finalize(() => this.waits.pending--),
      throwIfEmpty(() => new Error('the client completed without an answer')),
      catchError((error: unknown) => {
        if (!isRpcError(error) || error.code !== StatusCode.UNIMPLEMENTED) throw error;
        this.waits.unimplemented = true;
        this.lastCall = 'refused wait';
        return get$;
      }),
    );
  }
}
