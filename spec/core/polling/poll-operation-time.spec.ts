import { map, of, throwError, VirtualTimeScheduler } from 'rxjs';
import type { PollSchedule } from '../../../src/index.js';
import { exponentialThenFixed, pollOperation$ } from '../../../src/index.js';
import { doneAfter } from '../../support/done-after.js';
import { marbles } from '../../support/marbles.js';
import { brief, NAME, running, succeeded, types } from '../../support/messages.js';
import { LONGEST_PLATFORM_DELAY, PlatformLikeScheduler } from '../../support/platform-like-scheduler.js';
import { unavailable } from '../../support/rpc-errors.js';
import { ScriptedClient } from '../../support/scripted-client.js';

const options = { ...types, schedule: (() => 1_000) as PollSchedule };

describe('pollOperation$ in time', () => {
  it('wait-backoff: five running answers, then done, 1, 2, 3, 3 and 3 s apart', () => {
    marbles(({ expectObservable }) => {
      const schedule = exponentialThenFixed({ initialDelay: 1_000, multiplier: 2, interval: 3_000, jitter: 'none' });
      const states$ = pollOperation$(doneAfter(5), NAME, { schedule }).pipe(map(({ poll }) => poll.attempt));
      expectObservable(states$).toBe('1 999ms 2 1999ms 3 2999ms 4 2999ms 5 2999ms (6|)', {
        1: 1,
        2: 2,
        3: 3,
        4: 4,
        5: 5,
        6: 6,
      });
    });
  });

  it('interval-below-initial: an interval shorter than the initial delay is raised to it', () => {
    marbles(({ expectObservable }) => {
      const schedule = exponentialThenFixed({ initialDelay: 2_000, interval: 500, jitter: 'none' });
      const states$ = pollOperation$(doneAfter(2), NAME, { schedule }).pipe(map(({ done }) => done));
      expectObservable(states$).toBe('a 1999ms a 1999ms (b|)', { a: false, b: true });
    });
  });

  it('gives the schedule the number of the poll and the state that it showed', () => {
    const scheduler = new VirtualTimeScheduler();
    const schedule = jasmine.createSpy<PollSchedule>('schedule').and.returnValue(10);
    const client = new ScriptedClient({
      getOperation: [of(running('half')), throwError(unavailable), of(succeeded())],
    });
    pollOperation$(client, NAME, { ...types, schedule, scheduler }).subscribe();
    scheduler.flush();
    const asked = schedule.calls.allArgs().map(([attempt, state]) => [attempt, brief(state)] as const);
    expect(asked).toEqual([
      [1, 'running #1, at half, next 10'],
      [2, 'running #2, at half, failures 1, UNAVAILABLE, next 10'],
    ]);
  });

  it('invalid-schedule: a schedule that gives no delay ends the polling with what it gave', () => {
    for (const delay of [NaN, -1, -Infinity]) {
      marbles(({ expectObservable }) => {
        const error = new RangeError(
          `The schedule gave ${delay} as the delay after poll 1 of operation "operations/1"; ` +
            'expected milliseconds, 0 or more.',
        );
        expectObservable(pollOperation$(doneAfter(1), NAME, { schedule: () => delay })).toBe('#', undefined, error);
      });
    }
  });

  it('slow-poll-never-overlaps: an answer slower than the delay is waited for', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const answers = [cold('5s (a|)', { a: running() }), cold('3s (a|)', { a: succeeded('hello') })];
      const client = new ScriptedClient({ getOperation: answers });
      expectObservable(pollOperation$(client, NAME, options).pipe(map(({ done }) => done))).toBe('5s a 3999ms (b|)', {
        a: false,
        b: true,
      });
      expectSubscriptions(answers[0]!.subscriptions).toBe('^ 4999ms !');
      expectSubscriptions(answers[1]!.subscriptions).toBe('6s ^ 2999ms !');
    });
  });

  it('thousand-polls: each answered at once, without stack growth', () => {
    for (const delay of [0, 1_000]) {
      const scheduler = new VirtualTimeScheduler();
      const client = doneAfter(1_000);
      let depth = 0;
      let deepest = 0;
      let states = 0;
      const getOperation: ScriptedClient['getOperation'] = (...call) => {
        deepest = Math.max(deepest, ++depth);
        return client.getOperation(...call);
      };
      const counted = { ...client, getOperation } as ScriptedClient;
      pollOperation$(counted, NAME, { schedule: () => delay, scheduler }).subscribe(() => {
        states++;
        depth--;
      });
      scheduler.flush();
      expect(states).toBe(1_001);
      expect(deepest).toBe(1);
      expect(scheduler.frame).toBe(1_000 * delay);
    }
  });

  it('huge-delay: a delay above 2^31-1 ms does not fire at once', () => {
    for (const delay of [LONGEST_PLATFORM_DELAY, LONGEST_PLATFORM_DELAY + 1, 5 * LONGEST_PLATFORM_DELAY + 7]) {
      const scheduler = new PlatformLikeScheduler();
      const client = new ScriptedClient(
        { getOperation: [of(running()), of(running()), of(succeeded())] },
        () => scheduler.frame,
      );
      pollOperation$(client, NAME, { schedule: () => delay, scheduler }).subscribe();
      scheduler.flush();
      expect(client.calls.map(({ startedAt }) => startedAt)).toEqual([0, delay, 2 * delay]);
    }
  });

  it('huge-delay: is cleared in its later parts, too', () => {
    const scheduler = new PlatformLikeScheduler();
    const client = doneAfter(1);
    const polling = pollOperation$(client, NAME, { schedule: () => 3 * LONGEST_PLATFORM_DELAY, scheduler }).subscribe();
    scheduler.schedule(
      () => scheduler.schedule(() => polling.unsubscribe(), LONGEST_PLATFORM_DELAY),
      LONGEST_PLATFORM_DELAY,
    );
    scheduler.flush();
    expect(client.calls.length).toBe(1);
  });

  it('virtual-time: every delay and every reading of the clock goes through the scheduler', () => {
    const scheduler = new VirtualTimeScheduler();
    const setTimeout = spyOn(globalThis, 'setTimeout').and.callThrough();
    const setInterval = spyOn(globalThis, 'setInterval').and.callThrough();
    const now = spyOn(Date, 'now').and.callThrough();
    const seen: string[] = [];
    pollOperation$(doneAfter(3), NAME, { ...options, scheduler, timeout: 60_000 }).subscribe((state) =>
      seen.push(`${scheduler.frame}: ${brief(state)}`),
    );
    scheduler.flush();
    expect(seen).toEqual([
      '0: running #1, next 1000',
      '1000: running #2, next 1000',
      '2000: running #3, next 1000',
      '3000: succeeded #4, gave hello',
    ]);
    expect(setTimeout).not.toHaveBeenCalled();
    expect(setInterval).not.toHaveBeenCalled();
    expect(now).not.toHaveBeenCalled();
  });
});

describe('pollOperation$ on a machine that slept', () => {
  /** Its clock jumps by an hour in the first delay, while timers stand still. */
  class SleepyScheduler extends VirtualTimeScheduler {
    override now = (): number => this.frame + (this.frame >= 500 ? 3_600_000 : 0);
  }

  it('polls once when it wakes, and goes on by the schedule', () => {
    const scheduler = new SleepyScheduler();
    const client = doneAfter(3);
    const polledAt: number[] = [];
    pollOperation$(client, NAME, { ...options, scheduler }).subscribe(() => polledAt.push(scheduler.frame));
    scheduler.flush();
    expect(polledAt).toEqual([0, 1_000, 2_000, 3_000]);
    expect(client.calls.length).toBe(4);
  });

  it('timeout-while-running: makes the last poll when its time was over long ago, and only then gives up', () => {
    const ends = [doneAfter(1), doneAfter(9)].map((client) => {
      const scheduler = new SleepyScheduler();
      let end = '';
      pollOperation$(client, NAME, { ...options, scheduler, timeout: 60_000 }).subscribe({
        next: ({ status }) => (end = status),
        error: (error: unknown) => (end = String(error)),
      });
      scheduler.flush();
      return [end, client.calls.length];
    });
    expect(ends).toEqual([
      ['succeeded', 2],
      [jasmine.stringMatching('still running after 3601000 ms and 2 polls'), 2],
    ]);
  });
});
