import type { SchedulerLike, Subscriber, Subscription } from 'rxjs';
import { Observable, tap } from 'rxjs';
import { longTimer$ } from '../client/long-timer.js';
import { Stopwatch } from '../polling/stopwatch.js';

/** Who waits for a turn, or for a time. */
interface Waiting {
  /** When it may go on at the earliest, on the clock of the turns. */
  readonly at: number;
  /** Whether it makes a call, of which there is but one at a time. */
  readonly isCall: boolean;
  readonly subscriber: Subscriber<void>;
}

/**
 * The one timer and the one rate of a watch. Whatever makes a call waits here for its turn, first come, first served,
 * and whatever is to happen later waits here for its time. In a pause, neither goes on.
 */
export class Turns {
  /** How long a call keeps the next one waiting, in ms. */
  readonly gap: number;
  /** The clock of the turns. */
  readonly clock: Stopwatch;
  private readonly waiting = new Set<Waiting>();
  /** When the next call may begin. */
  private freeAt = 0;
  private paused = false;
  private timer: Subscription | undefined;
  private timerAt = 0;

  constructor(
    maxCallsPerSecond: number,
    private readonly scheduler: SchedulerLike,
  ) {
    this.gap = 1_000 / maxCallsPerSecond;
    this.clock = new Stopwatch(scheduler);
  }

  /** Emits when a call may begin, which then has to, and completes. */
  turn$(): Observable<void> {
    return this.wait$(0, true);
  }

  /** Emits when it is time, through the scheduler, and completes. */
  at$(time: number): Observable<void> {
    return this.wait$(time, false);
  }

  /** Tells whether a pause has ended with that. */
  pause(paused: boolean): boolean {
    const isOver = this.paused && !paused;
    this.paused = paused;
    this.arm();
    return isOver;
  }

  private wait$(at: number, isCall: boolean): Observable<void> {
    return new Observable((subscriber) => {
      const waiting: Waiting = { at, isCall, subscriber };
      this.waiting.add(waiting);
      this.arm();
      return () => {
        if (this.waiting.delete(waiting)) this.arm();
      };
    });
  }

  /** Sets the timer to the first that may go on. */
  private arm(): void {
    let first = Infinity;
    if (!this.paused) for (const waiting of this.waiting) first = Math.min(first, this.timeOf(waiting));
    if (this.timer && this.timerAt === first) return;
    this.timer?.unsubscribe();
    this.timer = undefined;
    if (first === Infinity) return;
    const now = this.clock.read();
    this.timerAt = first;
    const fire = (): void => {
      this.timer = undefined;
      // The timer knows how long it took, whatever was done to the clock.
      this.clock.reach(first);
      this.grant(this.clock.read());
    };
    this.timer = longTimer$(Math.max(0, first - now), this.scheduler)
      .pipe(tap(fire))
      .subscribe();
  }

  private timeOf({ at, isCall }: Waiting): number {
    return isCall ? Math.max(at, this.freeAt) : at;
  }

  private grant(now: number): void {
    // Not those that come meanwhile: they wait for the timer, so that none can go round and round within one task.
    const waiting = [...this.waiting];
    const go = (isCall: boolean): void => {
      for (const one of waiting) {
        if (one.isCall !== isCall || this.paused || this.timeOf(one) > now || !this.waiting.delete(one)) continue;
        if (isCall) this.freeAt = now + this.gap;
        one.subscriber.next();
        one.subscriber.complete();
      }
    };
    // A round that begins now changes which calls are to be made.
    go(false);
    go(true);
    this.arm();
  }
}
