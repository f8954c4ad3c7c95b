import type { Observable } from 'rxjs';
import { EMPTY, map, NEVER, of, startWith, Subject, throwError, timer, VirtualTimeScheduler } from 'rxjs';
import type { PollOptions } from '../../../src/index.js';
import { operationState, pollOperation$, PollTimeoutError } from '../../../src/index.js';
import { doneAfter } from '../../support/done-after.js';
import { marbles } from '../../support/marbles.js';
import { NAME, running, succeeded } from '../../support/messages.js';
import { ScriptedClient } from '../../support/scripted-client.js';

const SECOND = { schedule: () => 1_000 };
const BOOLS = { t: true, f: false };
const ATTEMPTS = { 1: 1, 2: 2, 3: 3, 4: 4, 5: 5 };

/** The polls as marbles: the number of each, and the end. */
function polls$(client: ScriptedClient, options: PollOptions): Observable<number> {
  return pollOperation$(client, NAME, { ...SECOND, ...options }).pipe(map(({ poll }) => poll.attempt));
}

describe('pollOperation$ with pauseWhile', () => {
  it('makes no poll while it is true, and one at once when it turns false', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const pause = cold<boolean>('f 499ms t 3s f', BOOLS);
      expectObservable(polls$(doneAfter(2), { pauseWhile: pause })).toBe('1 3500ms 2 999ms (3|)', ATTEMPTS);
      expectSubscriptions(pause.subscriptions).toBe('^ 4500ms !');
    });
  });

  it('lets a call under way end', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const calls = [cold('2s (a|)', { a: running() }), cold('2s (a|)', { a: succeeded() })];
      const pause = cold<boolean>('1s t 4s f', BOOLS);
      expectObservable(polls$(new ScriptedClient({ getOperation: calls }), { pauseWhile: pause })).toBe(
        '2s 1 5000ms (2|)',
        ATTEMPTS,
      );
      expectSubscriptions(calls[0]!.subscriptions).toBe('^ 1999ms !');
      expectSubscriptions(calls[1]!.subscriptions).toBe('5001ms ^ 1999ms !');
    });
  });

  it('holds the first poll, too', () => {
    marbles(({ expectObservable }) => {
      const pauseWhile = timer(2_000).pipe(map(() => false), startWith(true)); // prettier-ignore
      expectObservable(polls$(doneAfter(1), { pauseWhile })).toBe('2s 1 999ms (2|)', ATTEMPTS);
    });
  });

  it('polls at once, too, when the pause was shorter than the delay', () => {
    marbles(({ cold, expectObservable }) => {
      const pause = cold<boolean>('200ms t 99ms f', BOOLS);
      expectObservable(polls$(doneAfter(2), { pauseWhile: pause })).toBe('1 299ms 2 999ms (3|)', ATTEMPTS);
    });
  });

  it('goes on as ever when it is false, when it never emits, and when it has completed', () => {
    for (const pauseWhile of [of(false), NEVER, EMPTY, [], Promise.resolve(false)]) {
      marbles(({ expectObservable }) => {
        expectObservable(polls$(doneAfter(2), { pauseWhile })).toBe('1 999ms 2 999ms (3|)', ATTEMPTS);
      });
    }
  });

  it('is not held for ever by an input that completes', () => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(polls$(doneAfter(1), { pauseWhile: cold<boolean>('200ms t 1s |', BOOLS) })).toBe(
        '1 1200ms (2|)',
        ATTEMPTS,
      );
    });
  });

  it('ends with the error of the input, and cancels the call under way', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const call = cold<never>('-');
      const client = new ScriptedClient({ getOperation: [call] });
      expectObservable(polls$(client, { pauseWhile: cold<boolean>('200ms #', BOOLS, 'broken') })).toBe(
        '200ms #',
        ATTEMPTS,
        'broken',
      );
      expectSubscriptions(call.subscriptions).toBe('^ 199ms !');
    });
  });

  it('makes no call when the input fails at once', () => {
    marbles(({ expectObservable, flush }) => {
      const client = doneAfter(1);
      const pauseWhile = throwError(() => 'broken');
      expectObservable(polls$(client, { pauseWhile })).toBe('#', {}, 'broken');
      flush();
      expect(client.calls).toEqual([]);
    });
  });

  it('leaves no subscription and no timer after an early unsubscribe in a pause', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const pause = cold<boolean>('200ms t', BOOLS);
      const client = doneAfter(3);
      expectObservable(polls$(client, { pauseWhile: pause, timeout: 60_000 }), '^ 5s !').toBe('1', ATTEMPTS);
      expectSubscriptions(pause.subscriptions).toBe('^ 5s !');
    });
  });

  it('leaves no timer behind in a pause without a timeout', () => {
    const scheduler = new VirtualTimeScheduler();
    const pause = new Subject<boolean>();
    const client = doneAfter(3);
    pollOperation$(client, NAME, { ...SECOND, scheduler, pauseWhile: pause }).subscribe();
    pause.next(true);
    scheduler.flush();
    expect(client.calls.length).toBe(1);
    expect(scheduler.actions).toEqual([]);
    expect(pause.observed).toBeTrue();
  });

  it('timeout-while-running: ends in time, without a poll, while it is paused', () => {
    marbles(({ cold, expectObservable }) => {
      const client = doneAfter(9);
      const error = new PollTimeoutError({
        timeout: 2_500,
        elapsed: 2_500,
        lastState: operationState(running(), {}, { attempt: 2, failures: 0, nextDelay: 1_000 }),
      });
      const pauseWhile = cold<boolean>('1500ms t', BOOLS);
      expectObservable(polls$(client, { pauseWhile, timeout: 2_500 })).toBe('1 999ms 2 1499ms #', ATTEMPTS, error);
    });
  });

  it('timeout-equality: makes the last poll when the pause ends with the time', () => {
    marbles(({ cold, expectObservable }) => {
      const pauseWhile = cold<boolean>('500ms t 1999ms f', BOOLS);
      expectObservable(polls$(doneAfter(1), { pauseWhile, timeout: 2_500 })).toBe('1 2499ms (2|)', ATTEMPTS);
    });
  });
});

describe('pollOperation$ with pollNow', () => {
  it('polls at once, and the schedule goes on from there', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const poke = hot('300ms x');
      expectObservable(polls$(doneAfter(3), { pollNow: poke })).toBe('1 299ms 2 999ms 3 999ms (4|)', ATTEMPTS);
      expectSubscriptions(poke.subscriptions).toBe('^ 2299ms !');
    });
  });

  it('slow-poll-never-overlaps: follows a poll under way with one more, however often it is asked', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const calls = [cold('2s (a|)', { a: running() }), cold('100ms (a|)', { a: succeeded() })];
      const client = new ScriptedClient({ getOperation: calls });
      const poke = hot('500ms x 500ms x x');
      expectObservable(polls$(client, { pollNow: poke })).toBe('2s 1 99ms (2|)', ATTEMPTS);
      expectSubscriptions(calls[0]!.subscriptions).toBe('^ 1999ms !');
      expectSubscriptions(calls[1]!.subscriptions).toBe('2s ^ 99ms !');
    });
  });

  it('does nothing when it emits before the first poll, never, or no more', () => {
    for (const pollNow of [of('x', 'y'), NEVER, EMPTY, []]) {
      marbles(({ expectObservable }) => {
        expectObservable(polls$(doneAfter(1), { pollNow })).toBe('1 999ms (2|)', ATTEMPTS);
      });
    }
  });

  it('slow-poll-never-overlaps: does nothing, too, when the first poll takes its time', () => {
    marbles(({ cold, expectObservable }) => {
      const client = new ScriptedClient({ getOperation: [cold('2s (a|)', { a: succeeded() })] });
      expectObservable(polls$(client, { pollNow: of('x') })).toBe('2s (1|)', ATTEMPTS);
    });
  });

  it('waits for the end of a pause', () => {
    marbles(({ cold, hot, expectObservable }) => {
      const pauseWhile = cold<boolean>('100ms t 2s f', BOOLS);
      expectObservable(polls$(doneAfter(1), { pauseWhile, pollNow: hot('500ms x') })).toBe('1 2100ms (2|)', ATTEMPTS);
    });
  });

  it('ends with the error of the input', () => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(polls$(doneAfter(3), { pollNow: cold('200ms #', {}, 'broken') })).toBe(
        '1 199ms #',
        ATTEMPTS,
        'broken',
      );
    });
  });

  it('may be poked by who handles the states, without stack growth', () => {
    const scheduler = new VirtualTimeScheduler();
    const pollNow = new Subject<void>();
    const client = doneAfter(1_000);
    let depth = 0;
    let deepest = 0;
    let last = 0;
    pollOperation$(client, NAME, { scheduler, schedule: () => 1_000, pollNow }).subscribe(({ poll }) => {
      deepest = Math.max(deepest, ++depth);
      last = poll.attempt;
      pollNow.next();
      depth--;
    });
    scheduler.flush();
    expect(last).toBe(1_001);
    expect(deepest).toBe(1);
    expect(scheduler.frame).toBe(0);
  });

  it('refuses at the call what is no input, naming the option', () => {
    expect(() => pollOperation$(doneAfter(1), NAME, { pollNow: 5 as never })).toThrowError(
      TypeError,
      /^pollNow must be/,
    );
    expect(() => pollOperation$(doneAfter(1), NAME, { pauseWhile: true as never })).toThrowError(
      TypeError,
      /^pauseWhile must be/,
    );
  });
});
