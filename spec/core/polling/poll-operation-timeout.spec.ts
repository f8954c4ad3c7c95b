import { map, of, throwError, VirtualTimeScheduler } from 'rxjs';
import type { PollSchedule, Tolerance } from '../../../src/index.js';
import { isPollTimeoutError, pollOperation$, PollTimeoutError } from '../../../src/index.js';
import { doneAfter } from '../../support/done-after.js';
import { marbles } from '../../support/marbles.js';
import { brief, NAME, running, types } from '../../support/messages.js';
import { unavailable } from '../../support/rpc-errors.js';
import { ScriptedClient } from '../../support/scripted-client.js';

const options = { ...types, schedule: (() => 1_000) as PollSchedule };

describe('pollOperation$ with a timeout', () => {
  it('has none by default', () => {
    const scheduler = new VirtualTimeScheduler();
    const client = doneAfter(100);
    pollOperation$(client, NAME, { schedule: () => 86_400_000, scheduler }).subscribe();
    scheduler.flush();
    expect(client.calls.length).toBe(101);
  });

  it('timeout-while-running, last-poll-before-timeout: the last delay is shortened to one more poll at the timeout', () => {
    marbles(({ expectObservable }) => {
      const states$ = pollOperation$(doneAfter(9), NAME, { ...options, timeout: 2_500 });
      const lastState = { ...runningState(4), message: running() };
      const error = new PollTimeoutError({ timeout: 2_500, elapsed: 2_500, lastState });
      expectObservable(states$.pipe(map(brief))).toBe(
        'a 999ms b 999ms c 499ms #',
        { a: 'running #1, next 1000', b: 'running #2, next 1000', c: 'running #3, next 500' },
        error,
      );
    });
  });

  it('last-poll-before-timeout: that poll can still be the end', () => {
    marbles(({ expectObservable }) => {
      const states$ = pollOperation$(doneAfter(2), NAME, { ...options, timeout: 1_500 });
      expectObservable(states$.pipe(map(brief))).toBe('a 999ms b 499ms (c|)', {
        a: 'running #1, next 1000',
        b: 'running #2, next 500',
        c: 'succeeded #3, gave hello',
      });
    });
  });

  it('timeout-equality: a delay that ends exactly at the timeout still polls', () => {
    marbles(({ expectObservable }) => {
      const states$ = pollOperation$(doneAfter(2), NAME, { ...options, timeout: 2_000 });
      expectObservable(states$.pipe(map(brief))).toBe('a 999ms b 999ms (c|)', {
        a: 'running #1, next 1000',
        b: 'running #2, next 1000',
        c: 'succeeded #3, gave hello',
      });
    });
  });

  it('timeout-while-failing: the error has name, attempts, elapsed time, last state and last poll error', () => {
    const scheduler = new VirtualTimeScheduler();
    const lastError = unavailable();
    const client = new ScriptedClient({
      getOperation: [of(running('half')), throwError(unavailable), throwError(() => lastError)],
    });
    let found: unknown;
    pollOperation$(client, NAME, { ...options, scheduler, timeout: 1_500 }).subscribe({
      error: (error: unknown) => (found = error),
    });
    scheduler.flush();
    if (!(found instanceof PollTimeoutError)) throw new Error(`expected a PollTimeoutError, found ${String(found)}`);
    expect(found).toEqual(
      jasmine.objectContaining({ operationName: NAME, attempts: 3, elapsed: 1_500, timeout: 1_500, lastError }),
    );
    expect(found.lastState.metadata).toBe('half');
    expect(found.lastState.poll).toEqual({ attempt: 3, failures: 2, lastError, failingSince: 1_000 });
    expect(found.message).toContain(
      'the last poll failed: GetOperation of "operations/1": UNAVAILABLE: connection lost',
    );
  });

  it('virtual-time: counts from the subscription, on whatever clock', () => {
    const scheduler = new VirtualTimeScheduler();
    const seen: unknown[] = [];
    const client = new ScriptedClient({ getOperation: [of(running()), throwError(unavailable), of(running())] });
    const tolerance: Tolerance = ({ elapsed, failingFor }) => {
      seen.push({ elapsed, failingFor });
      return { kind: 'continue' };
    };
    const states$ = pollOperation$(client, NAME, { ...options, scheduler, tolerance, timeout: 1_500 });
    scheduler.schedule(() => {
      states$.subscribe({
        next: ({ poll }) => seen.push(poll.failingSince),
        error: (error: unknown) => seen.push(isPollTimeoutError(error) && { elapsed: error.elapsed }),
      });
    }, 5_000);
    scheduler.flush();
    expect(seen).toEqual([undefined, { elapsed: 1_000, failingFor: 0 }, 6_000, { elapsed: 1_500 }]);
  });

  it('timeout-while-running: a timeout of 0 makes one poll', () => {
    marbles(({ expectObservable }) => {
      const error = new PollTimeoutError({ timeout: 0, elapsed: 0, lastState: runningState(1) });
      expectObservable(pollOperation$(doneAfter(1), NAME, { timeout: 0 })).toBe('#', undefined, error);
      const done$ = pollOperation$(doneAfter(0), NAME, { ...types, timeout: 0 }).pipe(map(brief));
      expectObservable(done$).toBe('(a|)', { a: 'succeeded #1, gave hello' });
    });
  });

  it('virtual-time: counts the time of slow answers, on the clock of the scheduler', () => {
    marbles(({ cold, expectObservable }) => {
      const client = new ScriptedClient({ getOperation: [cold('3s (a|)', { a: running() })] });
      const error = new PollTimeoutError({ timeout: 2_000, elapsed: 3_000, lastState: runningState(1) });
      expectObservable(pollOperation$(client, NAME, { ...options, timeout: 2_000 })).toBe('3s #', undefined, error);
    });
  });

  it('bounds each call by what is left of the wait, save for the poll made right at its end', () => {
    const scheduler = new VirtualTimeScheduler();
    const client = doneAfter(9);
    const bounded = { ...options, callTimeout: 1_200, timeout: 2_500, scheduler };
    pollOperation$(client, NAME, bounded).subscribe({ error: () => undefined });
    scheduler.flush();
    expect(client.calls.map((call) => call.options?.timeout)).toEqual([1_200, 1_200, 500, 1_200]);
  });
});

function runningState(attempt: number): PollTimeoutError['lastState'] {
  return { status: 'running', done: false, name: NAME, message: running(), poll: { attempt, failures: 0 } };
}
