import { asyncScheduler, NEVER } from 'rxjs';
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

describe('withinTimeout', () => {
  it('mirrors the source for ever without a timeout', () => {
    marbles(({ cold, expectObservable }) => {
      const source = cold('r 9d s', states);
      expectObservable(source.pipe(withinTimeout(undefined, known, asyncScheduler))).toBe('r 9d s', states);
    });
  });

  it('mirrors a source that ends in time, and clears the timer', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('r-f-(s|)', states);
      expectObservable(source.pipe(withinTimeout(5, known, asyncScheduler))).toBe('r-f-(s|)', states);
      expectSubscriptions(source.subscriptions).toBe('^---!');
      const failing = cold('r#', states, unavailable());
      expectObservable(failing.pipe(withinTimeout(5, known, asyncScheduler))).toBe('r#', states, unavailable());
    });
  });

  it('timeout-while-running: errors with the last state, and leaves the source', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('r------(s|)', states);
      const error = new PollTimeoutError({ timeout: 5, elapsed: 5, lastState: states.r });
      expectObservable(source.pipe(withinTimeout(5, known, asyncScheduler))).toBe('r----#', states, error);
      expectSubscriptions(source.subscriptions).toBe('^----!');
    });
  });

  it('timeout-while-failing: the error has the last failure', () => {
    marbles(({ cold, expectObservable }) => {
      const error = new PollTimeoutError({ timeout: 5, elapsed: 5, lastState: states.f });
      const source = cold('r-f-', states);
      expectObservable(source.pipe(withinTimeout(5, known, asyncScheduler))).toBe('r-f--#', states, error);
    });
  });

  it('timeout-while-running: before the first state, the error has what was known', () => {
    marbles(({ expectObservable }) => {
      const error = new PollTimeoutError({ timeout: 5, elapsed: 5, lastState: known });
      expectObservable(NEVER.pipe(withinTimeout(5, known, asyncScheduler))).toBe('-----#', undefined, error);
    });
  });

  it('per-subscription-state: each subscription has its own time', () => {
    marbles(({ cold, expectObservable }) => {
      const waited = cold('r----------', states).pipe(withinTimeout(5, known, asyncScheduler));
      const error = new PollTimeoutError({ timeout: 5, elapsed: 5, lastState: states.r });
      expectObservable(waited).toBe('r----#', states, error);
      expectObservable(waited, '---^').toBe('---r----#', states, error);
    });
  });

  it('huge-delay: a timeout above 2^31-1 ms does not fire at once', () => {
    const scheduler = new PlatformLikeScheduler();
    const timeout = 3 * LONGEST_PLATFORM_DELAY + 5;
    let endedAt: number | undefined;
    NEVER.pipe(withinTimeout(timeout, known, scheduler)).subscribe({ error: () => (endedAt = scheduler.frame) });
    scheduler.flush();
    expect(endedAt).toBe(timeout);
  });
});
