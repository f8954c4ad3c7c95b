import { NEVER, of, Subject, take, throwError, UnsubscriptionError } from 'rxjs';
import type { OperationObserver } from '../../operators/index.js';
import { tapOperation, toResponse } from '../../operators/index.js';
import type { LostState, OperationState } from '../../src/index.js';
import { pollOperation$, StatusCode } from '../../src/index.js';
import { marbles } from '../support/marbles.js';
import { brief, failed, NAME, running, succeeded, types } from '../support/messages.js';
import { unavailable } from '../support/rpc-errors.js';
import { ScriptedClient } from '../support/scripted-client.js';
import { lostWith, stateOf } from '../support/states.js';

const r = stateOf(running('half'));
const states = {
  r,
  /** A poll that failed, and was tolerated. */
  e: { ...r, poll: { attempt: 2, failures: 1, lastError: unavailable() } },
  s: stateOf(succeeded('hello')),
  f: stateOf(failed(StatusCode.ABORTED, 'disk full')),
  c: stateOf(failed(StatusCode.CANCELLED, 'by request')),
  l: lostWith(unavailable()),
};

/** An observer that writes down which of its functions were called, and with what. */
function recorded(): { observer: OperationObserver; calls: string[] } {
  const calls: string[] = [];
  const called =
    (what: string) =>
    (state: OperationState | LostState): void =>
      void calls.push(`${what}: ${brief(state)}`);
  return {
    calls,
    observer: {
      running: called('running'),
      succeeded: called('succeeded'),
      failed: called('failed'),
      cancelled: called('cancelled'),
      lost: called('lost'),
      pollFailed: called('pollFailed'),
      finalize: () => void calls.push('finalize'),
    },
  };
}

const RUNNING = 'running: running #1, at half';
const POLL_FAILED = 'pollFailed: running #2, at half, failures 1, UNAVAILABLE';
const SUCCEEDED = 'succeeded: succeeded #1, gave hello';
const FAILED = 'failed: failed #1, ABORTED: disk full';
const LOST = 'lost: lost #1, at half, RpcError';
const CANCELLED = 'cancelled: cancelled #1, CANCELLED: by request';

describe('tapOperation', () => {
  for (const [kind, source, subscription, expected] of [
    ['never', '----', '^', []],
    ['empty', '--|', '^-!', ['finalize']],
    ['one', '--(s|)', '^-!', [SUCCEEDED, 'finalize']],
    ['many', 'r-r-(s|)', '^---!', [RUNNING, RUNNING, SUCCEEDED, 'finalize']],
    ['a poll that failed', 'r-e-r|', '^----!', [RUNNING, POLL_FAILED, RUNNING, 'finalize']],
    ['a failed operation', 'r-(f|)', '^-!', [RUNNING, FAILED, 'finalize']],
    ['a cancelled operation', 'r-(c|)', '^-!', [RUNNING, CANCELLED, 'finalize']],
    ['a lost operation', 'r-(l|)', '^-!', [RUNNING, LOST, 'finalize']],
    ['many operations', 's-f-c|', '^----!', [SUCCEEDED, FAILED, CANCELLED, 'finalize']],
    ['an error of the source', 'r-#', '^-!', [RUNNING, 'finalize']],
    ['an error of the source at once', '#', '(^!)', ['finalize']],
  ] as const) {
    it(`tells the observer of each state by its kind, and mirrors: ${kind}`, () => {
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const { observer, calls } = recorded();
        const states$ = cold(source, states, unavailable());
        expectObservable(states$.pipe(tapOperation(observer))).toBe(source, states, unavailable());
        expectSubscriptions(states$.subscriptions).toBe(subscription);
        flush();
        expect(calls).toEqual([...expected]);
      });
    });

    it(`mirrors without any of the functions: ${kind}`, () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const states$ = cold(source, states, unavailable());
        const absent = { running: undefined, finalize: undefined };
        expectObservable(states$.pipe(tapOperation({}), tapOperation(absent))).toBe(source, states, unavailable());
        expectSubscriptions(states$.subscriptions).toBe(subscription);
      });
    });
  }

  it('finalizes once and leaves the source when unsubscribed early', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const { observer, calls } = recorded();
      const states$ = cold('r-r-(s|)', states);
      expectObservable(states$.pipe(tapOperation(observer)), '^--!').toBe('r-r-', states);
      expectSubscriptions(states$.subscriptions).toBe('^--!');
      flush();
      expect(calls).toEqual([RUNNING, RUNNING, 'finalize']);
    });
  });

  it('tells of a failed poll of a polling, and of the next one that is answered', () => {
    marbles(({ expectObservable, flush }) => {
      const { observer, calls } = recorded();
      const lost$ = throwError(() => unavailable());
      const client = new ScriptedClient({ getOperation: [of(running('half')), lost$, of(succeeded('hello'))] });
      const states$ = pollOperation$(client, NAME, { ...types, schedule: () => 2 });
      expectObservable(states$.pipe(tapOperation(observer), toResponse())).toBe('----(h|)', { h: 'hello' });
      flush();
      expect(calls).toEqual([
        'running: running #1, at half, next 2',
        'pollFailed: running #2, at half, failures 1, UNAVAILABLE, next 2',
        'succeeded: succeeded #3, gave hello',
        'finalize',
      ]);
    });
  });

  it('unanswered-state: tells of failed polls that nobody answered before, where the observer asks for them', () => {
    const told: string[] = [];
    const lost$ = throwError(() => unavailable());
    const client = new ScriptedClient({ getOperation: [lost$, lost$] });
    const first$ = pollOperation$(client, NAME).pipe(take(1));
    first$.pipe(tapOperation({ pollFailed: ({ status }) => told.push(status) })).subscribe();
    first$.pipe(tapOperation({})).subscribe();
    expect(told).toEqual(['unknown']);
  });

  for (const [what, state] of [
    ['running', states.r],
    ['pollFailed', states.e],
    ['succeeded', states.s],
    ['failed', states.f],
    ['cancelled', states.c],
  ] as const) {
    it(`callback-throws: what ${what} throws errors the stream and leaves the source`, () => {
      const bug = new Error('a bug in the observer');
      const { observer, calls } = recorded();
      const thrower = (): never => {
        throw bug;
      };
      const states$ = new Subject<OperationState>();
      const seen: unknown[] = [];
      states$
        .pipe(tapOperation({ ...observer, [what]: thrower }))
        .subscribe({ next: () => seen.push('a state'), error: (error: unknown) => seen.push(error) });
      states$.next(state);
      expect(seen).toEqual([bug]);
      expect(calls).toEqual(['finalize']);
      expect(states$.observed).toBeFalse();
    });
  }

  it('needs no finalize to be unsubscribed from', () => {
    const subscription = NEVER.pipe(tapOperation({})).subscribe();
    expect(() => {
      subscription.unsubscribe();
    }).not.toThrow();
  });

  it('callback-throws: what finalize throws is thrown at whoever unsubscribes, and lost after an end', () => {
    const bug = new Error('a bug in finalize');
    const states$ = new Subject<OperationState>();
    const finalize = (): never => {
      throw bug;
    };
    const seen: unknown[] = [];
    const tapped$ = states$.pipe(tapOperation({ finalize }));
    const subscription = tapped$.subscribe();
    expect(() => {
      subscription.unsubscribe();
    }).toThrowMatching((error) => error instanceof UnsubscriptionError && error.errors.includes(bug));
    tapped$.subscribe({ error: (error: unknown) => seen.push(error), complete: () => seen.push('complete') });
    expect(() => {
      states$.complete();
    }).not.toThrow();
    expect(seen).toEqual(['complete']);
    expect(states$.observed).toBeFalse();
  });

  it('tells of a state before those after it in the pipe, even of one that comes meanwhile', () => {
    const { observer, calls } = recorded();
    const states$ = new Subject<OperationState>();
    states$.pipe(tapOperation(observer)).subscribe(({ done }) => {
      calls.push(done ? 'seen: end' : 'seen: running');
      if (!done) states$.next(states.s);
    });
    states$.next(states.r);
    expect(calls).toEqual([RUNNING, 'seen: running', SUCCEEDED, 'seen: end']);
  });

  it('finalizes once when unsubscribed while a state is being handled', () => {
    const { observer, calls } = recorded();
    const states$ = new Subject<OperationState>();
    const subscription = states$.pipe(tapOperation(observer)).subscribe(() => {
      subscription.unsubscribe();
    });
    states$.next(states.r);
    states$.next(states.s);
    states$.complete();
    expect(calls).toEqual([RUNNING, 'finalize']);
  });

  it('serves two pipes with one operator, and finalizes each', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions, flush }) => {
      const { observer, calls } = recorded();
      const operator = tapOperation(observer);
      const first$ = cold('r--(s|)', states);
      const second$ = hot('-e-----(f|)', states);
      expectObservable(first$.pipe(operator)).toBe('r--(s|)', states);
      expectObservable(second$.pipe(operator)).toBe('-e-----(f|)', states);
      expectSubscriptions(first$.subscriptions).toBe('^--!');
      expectSubscriptions(second$.subscriptions).toBe('^------!');
      flush();
      expect(calls).toEqual([RUNNING, POLL_FAILED, SUCCEEDED, 'finalize', FAILED, 'finalize']);
    });
  });

  it('calls the functions as methods of their observer', () => {
    class Counter {
      count = 0;
      ended = false;
      running(): void {
        this.count++;
      }
      finalize(): void {
        this.ended = true;
      }
    }
    const counter = new Counter();
    of(states.r, states.e, states.r).pipe(tapOperation(counter)).subscribe();
    expect(counter).toEqual(jasmine.objectContaining({ count: 2, ended: true }));
  });

  it('calls nothing without a subscription', () => {
    const { observer, calls } = recorded();
    expect(of(states.s).pipe(tapOperation(observer))).toBeDefined();
    expect(calls).toEqual([]);
  });
});
