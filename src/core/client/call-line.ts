import type { Observer, Subscriber, Subscription, Unsubscribable } from 'rxjs';
import { asapScheduler, defer, Observable, startWith, Subject } from 'rxjs';
import type { Cancellable } from './paced-cancels.js';
import { PacedCancels } from './paced-cancels.js';

/**
 * The calls on one connection: so many are under way at once, and the others wait in line.
 *
 * Each kind of call has a line of its own, and the lines take turns: a cancel, a page or a start does not wait behind
 * fifty thousand polls, and cannot hold them up either. Within a line, it is first come, first served. No time runs for
 * a call that waits, as it is subscribed to in its turn, and leaving the line costs nobody anything.
 *
 * A call that is given up is cancelled in its turn (`PacedCancels`), and counts as under way until then, or until it ends
 * by itself.
 */
export class CallLine {
  readonly #max: number;
  readonly #cancels: PacedCancels;
  readonly #lines = new Map<string, Line>();
  /** The lines in which calls wait, by turns. */
  readonly #turns: Line[] = [];
  readonly #changed$ = new Subject<number>();
  #underWay = 0;
  #waiting = 0;
  #isAdmitting = false;

  /** How many calls wait: the number at once, and then each change. Does not complete. */
  readonly waiting$: Observable<number> = defer(() => this.#changed$.pipe(startWith(this.#waiting)));

  /** @param max how many calls may be under way. */
  constructor(max: number, cancels = new PacedCancels()) {
    this.#max = max;
    this.#cancels = cancels;
  }

  /** Whether a call that came now would be made at once. */
  get isFree(): boolean {
    return this.#underWay < this.#max && this.#waiting === 0;
  }

  /** How many calls wait. */
  get waiting(): number {
    return this.#waiting;
  }

  /**
   * A call in this line: the same, made in its turn.
   *
   * Written by hand, as every poll passes through it (`npm run bench -- many`).
   *
   * @param kind the calls that it lines up with.
   */
  bound$<T>(kind: string, call$: Observable<T>): Observable<T> {
    return new Observable((subscriber) => {
      const call = new BoundCall(this, kind, call$, subscriber);
      this.#enter(call);
      return call;
    });
  }

  /** Cancels at once what was given up, and from now on everything: the connection is given up itself. */
  close(): void {
    this.#cancels.close();
  }

  #enter(call: BoundCall<unknown>): void {
    if (this.isFree) return this.#make(call);
    let line = this.#lines.get(call.kind);
    if (!line) this.#lines.set(call.kind, (line = new Line()));
    if (line.size === 0) this.#turns.push(line);
    line.add(call);
    this.#tell(1);
  }

  /** A call that waits is given up. */
  leave(call: BoundCall<unknown>): void {
    const line = this.#lines.get(call.kind);
    if (!line?.delete(call)) return;
    if (line.size === 0) this.#turns.splice(this.#turns.indexOf(line), 1);
    this.#tell(-1);
  }

  /** A call that is under way is given up. */
  giveUp(call: BoundCall<unknown>): void {
    this.#cancels.cancel(call);
  }

  /** A call ended by itself, whether or not anybody still heard it. */
  ended(call: BoundCall<unknown>): void {
    this.#cancels.ended(call);
    this.#underWay--;
    this.#admit();
  }

  /** A call was cancelled. Whoever gives up very many leaves the line with the others before it moves up. */
  cancelled(): void {
    this.#underWay--;
    if (this.#waiting > 0) asapScheduler.schedule(() => this.#admit());
  }

  /** A loop, and no recursion: calls that are answered at once need no deeper stack than one. */
  #admit(): void {
    if (this.#isAdmitting) return;
    this.#isAdmitting = true;
    while (this.#underWay < this.#max) {
      const line = this.#turns.shift();
      if (!line) break;
      const call = line.take();
      if (line.size > 0) this.#turns.push(line);
      this.#tell(-1);
      this.#make(call);
    }
    this.#isAdmitting = false;
  }

  #make(call: BoundCall<unknown>): void {
    this.#underWay++;
    call.make();
  }

  #tell(change: 1 | -1): void {
    this.#waiting += change;
    if (this.#changed$.observed) this.#changed$.next(this.#waiting);
  }
}

/** Calls of one kind that wait. A Set is in order, and is left from its middle as fast as from its ends. */
class Line extends Set<BoundCall<unknown>> {
  /** Kept, as a new one would pass over all that were deleted before. */
  #heads = this.values();

  /** The head of a line that is not empty. */
  take(): BoundCall<unknown> {
    let head = this.#heads.next();
    if (head.done) {
      this.#heads = this.values();
      head = this.#heads.next();
    }
    const call = head.value as BoundCall<unknown>;
    this.delete(call);
    return call;
  }
}

/** One call: it hears the answer, which is the first notification, and is the teardown of who waits for that. */
class BoundCall<T> implements Observer<T>, Unsubscribable, Cancellable {
  #running: Subscription | undefined;
  #state: 'waiting' | 'under way' | 'over' = 'waiting';

  constructor(
    private readonly line: CallLine,
    readonly kind: string,
    private readonly call$: Observable<T>,
    private readonly subscriber: Subscriber<T>,
  ) {}

  make(): void {
    this.#state = 'under way';
    try {
      // Not the subscriber itself, to which another copy of RxJS would add its subscription for good.
      this.#running = this.call$.subscribe(this);
    } catch (error) {
      this.error(error);
    }
    // It was left while it was made, before there was anything to unsubscribe from.
    if (this.subscriber.closed && this.#isOver()) this.#running?.unsubscribe();
  }

  /** The place in the line is free after the answer was heard: what follows from it lines up first. */
  next(value: T): void {
    const isAnswer = this.#settle();
    this.subscriber.next(value);
    if (isAnswer) this.line.ended(this);
  }

  error(error: unknown): void {
    const isAnswer = this.#settle();
    this.subscriber.error(error);
    if (isAnswer) this.line.ended(this);
  }

  complete(): void {
    const isAnswer = this.#settle();
    this.subscriber.complete();
    if (isAnswer) this.line.ended(this);
  }

  unsubscribe(): void {
    if (this.#state === 'waiting') this.line.leave(this);
    else if (this.#state === 'under way') this.line.giveUp(this);
    else this.#running?.unsubscribe();
  }

  cancel(): void {
    if (!this.#settle()) return;
    this.#running?.unsubscribe();
    this.line.cancelled();
  }

  #isOver(): boolean {
    return this.#state === 'over';
  }

  #settle(): boolean {
    if (this.#state !== 'under way') return false;
    this.#state = 'over';
    return true;
  }
}
