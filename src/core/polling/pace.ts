import type { Observable } from 'rxjs';
import {
  concatMap,
  defer,
  EMPTY,
  endWith,
  ignoreElements,
  map,
  merge,
  NEVER,
  of,
  startWith,
  Subject,
  switchMap,
  take,
  takeWhile,
  tap,
} from 'rxjs';
import { longTimer$ } from '../client/long-timer.js';
import type { OperationState, OngoingState } from '../model/operation-state.js';
import type { PollTurn } from './poll-loop.js';
import { pollLoop$ } from './poll-loop.js';
import type { PollOnce } from './poll-once.js';
import type { PollRun } from './poll-step.js';
import { timedOut, timeLeft } from './poll-step.js';

/** The pace of one subscription, which `pauseWhile` and `pollNow` change. */
export class Pace<R, M> {
  private readonly pokes = new Subject<void>();
  /** Emits when a poll is asked for. */
  readonly poke$ = this.pokes.asObservable();
  /** Whether no poll may begin. */
  paused = false;
  private readonly resumes = new Subject<void>();
  /** Whether a poll was asked for since the last one began. */
  private poked = false;

  constructor(private readonly run: PollRun<R, M>) {}

  /** The loop at this pace. */
  loop$(first$: Observable<OperationState<R, M>>, pollOnce$: PollOnce<R, M>): Observable<OperationState<R, M>> {
    const { pauseWhile = EMPTY, pollNow = EMPTY } = this.run.settings;
    const inputs$ = merge(
      pauseWhile.pipe(
        endWith(false),
        tap((paused) => this.pause(paused)),
      ),
      pollNow.pipe(tap(() => this.poke())),
    );
    const loop$ = pollLoop$(first$, (last) => this.begin$(pollOnce$(last)), this.turn$);
    // The inputs go first, as they may hold the first poll; they outlive the operation, and end with it.
    return merge(inputs$.pipe(ignoreElements()), loop$).pipe(takeWhile(({ done }) => !done, true));
  }

  /** The first poll begins at once, unless paused. */
  first$(known: OngoingState<M>, poll$: Observable<OperationState<R, M>>): Observable<OperationState<R, M>> {
    return defer(() => (this.paused ? this.turn$(known) : of(undefined))).pipe(concatMap(() => this.begin$(poll$)));
  }

  /** A poll that begins is the one that was asked for. */
  begin$<T>(poll$: Observable<T>): Observable<T> {
    return defer(() => {
      this.poked = false;
      return poll$;
    });
  }

  /** The next poll begins after the delay of its schedule, or at once when it is hurried, but never in a pause. */
  readonly turn$: PollTurn<M> = (last) =>
    defer(() => {
      const { scheduler } = this.run.settings;
      return merge(this.pokes, this.resumes).pipe(
        // Through the scheduler, as one who pokes at each state would fill the stack.
        map(() => 0),
        startWith(this.poked ? 0 : (last.poll.nextDelay ?? 0)),
        switchMap((delay) =>
          longTimer$(delay, scheduler).pipe(concatMap(() => (this.paused ? this.expired$(last) : of(undefined)))),
        ),
        take(1),
      );
    });

  /** A pause does not stop the clock: errors when the time of the wait is up. */
  private expired$(last: OngoingState<M>): Observable<never> {
    const left = timeLeft(this.run);
    if (left === Infinity) return NEVER;
    return longTimer$(left, this.run.settings.scheduler).pipe(
      map((): never => {
        throw timedOut(this.run, last);
      }),
    );
  }

  private pause(paused: boolean): void {
    const resumed = this.paused && !paused;
    this.paused = paused;
    if (resumed) this.resumes.next();
  }

  private poke(): void {
    this.poked = true;
    this.pokes.next();
  }
}
