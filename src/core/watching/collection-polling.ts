import type { Observable } from 'rxjs';
import {
  catchError,
  concat,
  defaultIfEmpty,
  defer,
  EMPTY,
  exhaustMap,
  filter,
  finalize,
  ignoreElements,
  map,
  merge,
  mergeMap,
  of,
  repeat,
  startWith,
  Subject,
  switchMap,
  take,
  takeUntil,
  tap,
  throwIfEmpty,
} from 'rxjs';
import { listOperations$ } from '../client/list-operations.js';
import type { OperationsClient } from '../client/operations-client.js';
import type { OperationMessage } from '../model/operation-message.js';
import type { OngoingState, OperationState } from '../model/operation-state.js';
import { isRpcError } from '../model/rpc-error.js';
import { StatusCode } from '../model/status-code.js';
import type { PollSchedule } from '../polling/poll-schedule.js';
import type { PollRun } from '../polling/poll-step.js';
import { afterAnswer, afterFailure, noAnswer, whyNotTolerated } from '../polling/poll-step.js';
import type { Stopwatch } from '../polling/stopwatch.js';
import { interning } from './interned.js';
import type { LiveList } from './live-list.js';
import { hasResult } from './live-list.js';
import { all } from './one-or-many.js';
import type { SweepCount } from './sweep-worth.js';
import { costOf, SweepWorth } from './sweep-worth.js';
import type { Turns } from './turns.js';
import type { WatchSettings } from './watch-options.js';
import { WatchedOperation } from './watched-operation.js';
import { Watchers } from './watchers.js';

/** What a List is refused with for good, or at least for a while. */
const REFUSALS: readonly number[] = [
  StatusCode.UNIMPLEMENTED,
  StatusCode.PERMISSION_DENIED,
  StatusCode.INVALID_ARGUMENT,
  StatusCode.NOT_FOUND,
];

/** Ends a sweep that nobody wants more of. */
const ENOUGH = new Error('enough');

/** From the last state to the next, by what a poll came to. */
type PollStep<T> = (
  run: PollRun<unknown, unknown>,
  last: OngoingState,
  outcome: T,
  schedule: PollSchedule,
) => OperationState;

/** What a Get came to; nothing where the operation was left meanwhile. */
type Outcome = { readonly answer: OperationMessage } | { readonly error: unknown } | undefined;

/** Polls the operations of one collection that are watched, in rounds: by a sweep of its List, by Gets, or by both. */
export class CollectionPolling {
  /** Polls for as long as it is subscribed to. */
  readonly polling$: Observable<never> = defer(() =>
    merge(
      this.ask$.pipe(mergeMap((operation) => this.get$(operation))),
      this.fresh$.pipe(exhaustMap(() => this.askFresh$())),
      this.turn$().pipe(
        switchMap(() => this.round$()),
        repeat(),
      ),
    ),
  ).pipe(ignoreElements());

  private readonly operations = new Map<string, WatchedOperation>();
  /** By the names that a server gave them instead. */
  private readonly aliases = new Map<string, WatchedOperation>();
  /** Those that nobody has asked for yet, and that came after the round began. */
  private readonly fresh = new Set<WatchedOperation>();
  /** Those whose Get is under way. */
  private readonly asked = new Set<WatchedOperation>();
  /** Those of them that are to be asked for again: a poll was wanted meanwhile. */
  private readonly again = new Set<WatchedOperation>();
  private readonly fresh$ = new Subject<void>();
  private readonly ask$ = new Subject<WatchedOperation>();
  private readonly left$ = new Subject<WatchedOperation>();
  private readonly soon$ = new Subject<void>();
  private readonly worth = new SweepWorth();
  private readonly interned = interning();
  private list: LiveList | undefined;
  private pageSize: number;
  private round = 0;
  private isInRound = false;
  /** Whether the next round is one that was asked for. */
  private isWanted = false;
  /** When the next round is to begin, on the clock of the turns. */
  private nextRoundAt: number;
  /** Time until then, in ms, as of the latest answer. */
  private untilNextRound = 0;
  private lastListed: WatchedOperation | undefined;
  /** How many of the operations the sweep under way has had. */
  private seen = 0;

  /**
   * @param name of the collection; none where no List has its operations.
   * @param onEmpty is called when nobody is left.
   */
  constructor(
    private readonly client: OperationsClient,
    private readonly name: string | undefined,
    private readonly settings: WatchSettings<unknown, unknown>,
    private readonly turns: Turns,
    private readonly onEmpty: () => void,
  ) {
    this.pageSize = settings.pageSize;
    this.nextRoundAt = turns.clock.read() + settings.every;
  }

  get clock(): Stopwatch {
    return this.turns.clock;
  }

  get(name: string): WatchedOperation | undefined {
    return this.operations.get(name);
  }

  add(name: string): WatchedOperation {
    const operation = new WatchedOperation(this, name);
    this.operations.set(name, operation);
    this.fresh.add(operation);
    this.fresh$.next();
    return operation;
  }

  /** Nobody watches the operation any more. */
  leave(operation: WatchedOperation): void {
    const { key, alias } = operation;
    this.operations.delete(key);
    if (alias !== undefined) this.aliases.delete(alias);
    this.fresh.delete(operation);
    if (operation.seenIn === this.round) this.seen--;
    this.again.delete(operation);
    operation.next = undefined;
    if (this.asked.delete(operation)) this.left$.next(operation);
    this.endIfEmpty();
  }

  show(list: LiveList): void {
    this.list = list;
    this.pollNow();
  }

  hide(): void {
    this.list = undefined;
    this.endIfEmpty();
  }

  /** Begins a round at once, or after the one that is under way. */
  pollNow(): void {
    this.isWanted = true;
    this.nextRoundAt = this.clock.read();
    this.soon$.next();
  }

  /** Ends it for all. */
  fail(error: unknown): void {
    this.list?.fail(error);
    for (const operation of this.operations.values()) {
      for (const watchers of all(operation.watchers)) {
        operation.leave(watchers);
        watchers.fail(error);
      }
    }
  }

  private endIfEmpty(): void {
    if (this.operations.size === 0 && !this.list) this.onEmpty();
  }

  private turn$(): Observable<unknown> {
    return defer(() =>
      this.soon$.pipe(
        startWith(undefined),
        switchMap(() => this.turns.at$(this.nextRoundAt)),
        take(1),
      ),
    );
  }

  private round$(): Observable<unknown> {
    return defer(() => {
      const { every } = this.settings;
      const now = this.clock.read();
      const watched = this.operations.size;
      const isSwept = this.list !== undefined || this.isWorthASweep(watched, now);
      this.round++;
      this.isInRound = true;
      // All of them are due.
      this.fresh.clear();
      if (this.isWanted) for (const operation of this.asked) this.again.add(operation);
      this.isWanted = false;
      this.nextRoundAt = now + (isSwept ? every : Math.max(every, watched * this.turns.gap));
      // What a sweep had not is asked for as if there had been none.
      return concat(isSwept ? this.sweep$() : EMPTY, this.askEach$(this.due()));
    }).pipe(finalize(() => (this.isInRound = false)));
  }

  private isWorthASweep(watched: number, now: number): boolean {
    return this.name !== undefined && this.worth.pays(watched, now);
  }

  /** Operations that are new are asked for between the rounds, unless they are worth a sweep. */
  private askFresh$(): Observable<unknown> {
    // In a task of its own: who watches one more may be about to watch a thousand.
    return this.turns.at$(0).pipe(
      switchMap(() => {
        if (!this.isWorthASweep(this.fresh.size, this.clock.read())) return this.askEach$(this.fresh.values());
        // The round that is under way may have them all.
        if (!this.isInRound) this.pollNow();
        return EMPTY;
      }),
    );
  }

  /** Those that are due, and of which the round has nothing yet. */
  private *due(): IterableIterator<WatchedOperation> {
    for (const operation of this.operations.values()) if (this.isDue(operation)) yield operation;
  }

  private isDue(operation: WatchedOperation): boolean {
    const { due, first } = operation;
    return due <= this.round && !this.asked.has(operation) && first !== undefined;
  }

  /** Asks for one after the other, each in its turn. The answers are heard elsewhere, and not waited for. */
  private askEach$(operations: Iterator<WatchedOperation>): Observable<unknown> {
    return defer(() => {
      let next = operations.next();
      // Others may have been answered by the time of the turn.
      const skip = (): void => {
        while (!next.done && !this.isDue(next.value)) next = operations.next();
      };
      return defer(() => (next.done ? EMPTY : this.turns.turn$())).pipe(
        tap(() => {
          skip();
          if (!next.done) this.ask$.next(next.value);
          skip();
        }),
        repeat({ delay: () => (next.done ? EMPTY : [0]) }),
      );
    });
  }

  private get$(operation: WatchedOperation): Observable<unknown> {
    return this.outcome$(operation).pipe(
      tap((outcome) => {
        if (outcome) this.settle(operation, outcome);
      }),
    );
  }

  private outcome$(operation: WatchedOperation): Observable<Outcome> {
    const { callOptions } = this.settings.poll;
    return defer(() => {
      this.asked.add(operation);
      this.fresh.delete(operation);
      return this.client.getOperation({ name: operation.name }, callOptions);
    }).pipe(
      take(1),
      throwIfEmpty(noAnswer),
      map((answer): Outcome => ({ answer })),
      catchError((error: unknown) => of<Outcome>({ error })),
      tap(() => this.asked.delete(operation)),
      takeUntil(this.left$.pipe(filter((left) => left === operation))),
      defaultIfEmpty(undefined),
    );
  }

  private settle(operation: WatchedOperation, outcome: NonNullable<Outcome>): void {
    this.readClock();
    if ('error' in outcome) this.failed(operation, outcome.error);
    else this.answered(operation, outcome.answer);
    if (!this.again.delete(operation)) return;
    operation.due = this.round;
    this.fresh.add(operation);
    this.fresh$.next();
  }

  private sweep$(): Observable<unknown> {
    return defer(() => {
      const { pageSize } = this;
      const { filter, collection } = this.settings;
      const name = this.name ?? collection;
      const count: SweepCount = { pages: 0, operations: 0, hits: 0 };
      const watched = this.operations.size;
      const page$ = this.pages(count, watched);
      let token = '';
      this.seen = 0;
      this.lastListed = undefined;
      this.list?.begin();
      const request = { name, pageSize, ...(filter !== undefined && name === collection && { filter }) };
      const paged: Pick<OperationsClient, 'listOperations'> = {
        listOperations: (...call) => page$(...call).pipe(tap(({ nextPageToken }) => (token = nextPageToken))),
      };
      const swept = (): void => {
        this.readClock();
        this.list?.completed(token !== '', this.untilNextRound);
        this.worth.ended(count, this.clock.read());
      };
      return listOperations$(paged, request, this.settings.poll.callOptions).pipe(
        tap({ next: (message) => this.listed(message, count), complete: swept }),
        ignoreElements(),
        catchError((error: unknown) => {
          if (error !== ENOUGH) return this.insteadOfSweep$(error);
          swept();
          return EMPTY;
        }),
      );
    });
  }

  /** The pages of a sweep, each in its turn. */
  private pages(count: SweepCount, watched: number): OperationsClient['listOperations'] {
    const wantsMore = (): boolean => {
      if (this.list && !this.list.isFull) return true;
      return this.seen < this.operations.size && costOf(count) <= watched;
    };
    return (request, options) =>
      defer(() => {
        if (count.pages > 0) {
          if (!wantsMore()) throw ENOUGH;
          this.list?.paged(count.pages);
        }
        return this.turns.turn$();
      }).pipe(
        switchMap(() => this.client.listOperations(request, options)),
        tap(({ operations }) => {
          count.pages++;
          // It may have been made smaller on the way, as a page was too large.
          this.pageSize = request.pageSize ?? this.pageSize;
          count.operations += operations.length;
          this.readClock();
        }),
      );
  }

  private listed(message: OperationMessage, count: SweepCount): void {
    this.list?.put(message);
    // Sweeps have most in the same order, so that a name is compared and need not be looked up: a third of the time.
    const likely = this.lastListed?.next;
    const isLikely = likely !== undefined && likely.key === message.name && likely.first !== undefined;
    const operation = isLikely ? likely : this.operationOf(message.name);
    if (!operation || operation.seenIn === this.round) return;
    if (this.lastListed) this.lastListed.next = operation;
    this.lastListed = operation;
    operation.seenIn = this.round;
    this.seen++;
    count.hits++;
    // A List may leave out the result: a Get is to tell.
    if (!message.done || hasResult(message)) this.answered(operation, this.interned(message, operation.key));
  }

  private operationOf(name: string): WatchedOperation | undefined {
    // Some servers say only the last part of a name.
    const bare = (): string => `${this.name}/${name}`;
    return (
      this.operations.get(name) ??
      this.aliases.get(name) ??
      (name.includes('/') ? undefined : this.operations.get(bare()))
    );
  }

  /**
   * A sweep that fails is followed by one Get. If that is answered, List was the trouble and not the server: it is left
   * out for a while, each operation is asked for, and no failure shows.
   */
  private insteadOfSweep$(error: unknown): Observable<unknown> {
    const retryDelay = isRpcError(error) ? (error.retryDelay ?? 0) : 0;
    const refused$ = (): Observable<never> => {
      this.worth.refused(this.clock.read());
      return EMPTY;
    };
    this.nextRoundAt = Math.max(this.nextRoundAt, this.clock.read() + retryDelay);
    this.readClock();
    this.list?.failed(error, this.untilNextRound);
    if (isRpcError(error) && (error.origin === 'caller' || REFUSALS.includes(error.code))) return refused$();
    const ask$ = (): Observable<unknown> => {
      const [operation] = this.due();
      if (!operation) return EMPTY;
      return this.turns.turn$().pipe(
        switchMap(() => (this.isDue(operation) ? this.outcome$(operation) : of(undefined))),
        switchMap((outcome) => {
          if (!outcome) return ask$();
          const isAway = 'error' in outcome && this.isAway(operation, error, outcome.error);
          this.settle(operation, outcome);
          if (!isAway) return refused$();
          for (const other of this.due()) this.failed(other, error);
          return EMPTY;
        }),
      );
    };
    return ask$();
  }

  /** Whether a Get failed as the List did, or in passing, rather than for what it asked for. */
  private isAway({ first }: WatchedOperation, ofList: unknown, ofGet: unknown): boolean {
    if (isRpcError(ofList) && isRpcError(ofGet) && ofList.code === ofGet.code) return true;
    try {
      return first !== undefined && whyNotTolerated(first, first.last, ofGet) === undefined;
    } catch {
      return false;
    }
  }

  private answered(operation: WatchedOperation, message: OperationMessage): void {
    if (message.done) this.list?.learn(message);
    this.update(operation, afterAnswer, message);
  }

  private failed(operation: WatchedOperation, error: unknown): void {
    this.update(operation, afterFailure, error);
  }

  private update<T>(operation: WatchedOperation, step: PollStep<T>, outcome: T): void {
    this.fresh.delete(operation);
    operation.due = this.round + 1;
    const { watchers } = operation;
    if (watchers instanceof Watchers) this.showTo(watchers, operation, step, outcome);
    else for (const each of all(watchers)) this.showTo(each, operation, step, outcome);
  }

  private showTo<T>(watchers: Watchers, operation: WatchedOperation, step: PollStep<T>, outcome: T): void {
    let state: OperationState;
    try {
      state = step(watchers, watchers.last, outcome, this.schedule);
    } catch (error) {
      // They leave first, so that one who watches again, as retry does, begins anew.
      operation.leave(watchers);
      watchers.fail(error);
      return;
    }
    if (state.done) {
      operation.leave(watchers);
      watchers.end(state);
      return;
    }
    operation.due = this.roundAfter(state.poll.nextDelay ?? 0);
    this.rename(operation, state.name);
    watchers.show(state);
  }

  private rename(operation: WatchedOperation, name: string): void {
    if (name === operation.key || name === operation.alias) return;
    if (operation.alias !== undefined) this.aliases.delete(operation.alias);
    operation.alias = name;
    this.aliases.set(name, operation);
  }

  private readClock(): void {
    this.untilNextRound = Math.max(0, this.nextRoundAt - this.clock.read());
  }

  /** The next round; where the server asked to wait for longer, the first one after that. */
  private readonly schedule: PollSchedule = (_attempt, { poll }) => {
    const hint = Math.max(poll.retryDelay ?? 0, poll.lastError?.retryDelay ?? 0) - this.untilNextRound;
    return this.untilNextRound + (hint > 0 ? Math.ceil(hint / this.settings.every) * this.settings.every : 0);
  };

  private roundAfter(delay: number): number {
    return this.round + 1 + Math.round((delay - this.untilNextRound) / this.settings.every);
  }
}
