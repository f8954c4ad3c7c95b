import type { MonoTypeOperatorFunction, SchedulerLike } from 'rxjs';
import { asyncScheduler, merge, NEVER, startWith, Subject } from 'rxjs';
import type { OperationState, PollInfo } from '../../../src/index.js';
import { operationState, PollTimeoutError } from '../../../src/index.js';
import { withinTimeout } from '../../../src/core/polling/within-timeout.js';
import { marbles } from '../../support/marbles.js';
import { running, succeeded } from '../../support/messages.js';
import { LONGEST_PLATFORM_DELAY, PlatformLikeScheduler } from '../../support/platform-like-scheduler.js';
import { unavailable } from '../../support/rpc-errors.js';

const stateAfter = (poll: PollInfo): OperationState => operationState(running(), {}, poll);
const known = stateAfter({ attempt: 0, failures: 0 });
const states = {
  r: stateAfter({ attempt: 1, failures: 0 }),
  f: stateAfter({ attempt: 2, failures: 1, lastError: unavailable() }),
  s: operationState(succeeded(), {}, { attempt: 3, failures: 0 }),
};

/** With a call timeout of 3 ms. */
const within = (
  timeout: number | undefined,
  pollNow = new Subject<void>(),
  scheduler: SchedulerLike = asyncScheduler,
): MonoTypeOperatorFunction<OperationState> =>
  withinTimeout({ timeout, known, pollNow }, { scheduler, callOptions: { timeout: 3 } });

const timedOut = (elapsed: number, lastState: OperationState): PollTimeoutError =>
  new PollTimeoutError({ timeout: 5, elapsed, lastState });

describe('withinTimeout', () => {
  it('mirrors the source for ever without a timeout', () => {
    marbles(({ cold, expectObservable }) => {
      const source = cold('r 9d s', states);
      expectObservable(source.pipe(within(undefined))).toBe('r 9d s', states);
    });
  });

  it('mirrors a source that ends in time, and clears the timer', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('r-f-(s|)', states);
      const pollNow = new Subject<void>();
      expectObservable(source.pipe(within(5, pollNow))).toBe('r-f-(s|)', states);
      expectObservable(pollNow).toBe('---------');
      expectSubscriptions(source.subscriptions).toBe('^---!');
      const failing = cold('r#', states, unavailable());
      expectObservable(failing.pipe(within(5))).toBe('r#', states, unavailable());
    });
  });

  it('last-poll-before-timeout: has one more poll made when the time is up, whose state ends the wait', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('r------r-r', states);
      const pollNow = new Subject<void>();
      expectObservable(source.pipe(within(5, pollNow))).toBe('r------#', states, timedOut(7, states.r));
      expectObservable(pollNow).toBe('-----x', { x: undefined });
      expectSubscriptions(source.subscriptions).toBe('^------!');
    });
  });

  it('last-poll-before-timeout: an operation that this poll shows to have ended is not late', () => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('r------(s|)', states).pipe(within(5))).toBe('r------(s|)', states);
      const pollNow = new Subject<void>();
      const atOnce$ = new Subject<OperationState>();
      pollNow.subscribe(() => {
        atOnce$.next(states.s);
        atOnce$.complete();
      });
      expectObservable(atOnce$.pipe(within(5, pollNow))).toBe('-----(s|)', states);
    });
  });

  it('last-poll-before-timeout: a poll that is answered at once ends the wait at its time', () => {
    marbles(({ cold, expectObservable }) => {
      const pollNow = new Subject<void>();
      const atOnce$ = new Subject<OperationState>();
      pollNow.subscribe(() => atOnce$.next(states.f));
      const source = merge(cold('r', states), atOnce$);
      expectObservable(source.pipe(within(5, pollNow))).toBe('r----#', states, timedOut(5, states.f));
    });
  });

  it('timeout-while-running: errors a call timeout later when that poll has no answer, and leaves the source', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('r--------(s|)', states);
      expectObservable(source.pipe(within(5))).toBe('r-------#', states, timedOut(8, states.r));
      expectSubscriptions(source.subscriptions).toBe('^-------!');
    });
  });

  it('timeout-while-failing: the error has the last failure', () => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('r-----f-', states).pipe(within(5))).toBe('r-----#', states, timedOut(6, states.f));
      expectObservable(cold('r-f-', states).pipe(within(5))).toBe('r-f-----#', states, timedOut(8, states.f));
    });
  });

  it('timeout-while-running: before the first state, the error has what was known', () => {
    marbles(({ expectObservable }) => {
      expectObservable(NEVER.pipe(within(5))).toBe('--------#', undefined, timedOut(8, known));
    });
  });

  it('a latest state that is given at once, with no time left, is not the one to wait for', () => {
    marbles(({ cold, expectObservable }) => {
      const error = new PollTimeoutError({ timeout: 0, elapsed: 2, lastState: states.r });
      const source = cold('--r', states).pipe(startWith(states.r));
      expectObservable(source.pipe(within(0))).toBe('r-#', states, error);
    });
  });

  it('per-subscription-state: each subscription has its own time', () => {
    marbles(({ cold, expectObservable }) => {
      const waited = cold('r----------', states).pipe(within(5));
      expectObservable(waited).toBe('r-------#', states, timedOut(8, states.r));
      expectObservable(waited, '---^').toBe('---r-------#', states, timedOut(8, states.r));
    });
  });

  it('unsubscribe-during-delay: clears the timer, before the time is up and afterwards', () => {
    for (const until of [4, 6]) {
      const scheduler = new PlatformLikeScheduler();
      const wait = NEVER.pipe(within(5, undefined, scheduler)).subscribe();
      scheduler.schedule(() => wait.unsubscribe(), until);
      scheduler.flush();
      expect(scheduler.frame).toBe(until);
      expect(scheduler.actions).toEqual([]);
    }
  });

  it('huge-delay: a timeout above 2^31-1 ms does not fire at once', () => {
    const scheduler = new PlatformLikeScheduler();
    const timeout = 3 * LONGEST_PLATFORM_DELAY + 5;
    let endedAt: number | undefined;
    NEVER.pipe(within(timeout, undefined, scheduler)).subscribe({ error: () => (endedAt = scheduler.frame) });
    scheduler.flush();
    expect(endedAt).toBe(timeout + 3);
  });
});
