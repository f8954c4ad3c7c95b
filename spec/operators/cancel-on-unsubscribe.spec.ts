import {
  asyncScheduler,
  concatWith,
  defer,
  delay,
  EMPTY,
  map,
  NEVER,
  of,
  retry,
  Subject,
  Subscription,
  switchMap,
  take,
  takeUntil,
  takeWhile,
} from 'rxjs';
import type { Observable } from 'rxjs';
import { cancelOnUnsubscribe, shareOperation, toResponse } from '../../operators/index.js';
import type { OperationState } from '../../src/index.js';
import { pollOperation$, StatusCode } from '../../src/index.js';
import { marbles } from '../support/marbles.js';
import { failed, NAME, running, succeeded } from '../support/messages.js';
import { denied, unavailable } from '../support/rpc-errors.js';
import { ScriptedClient } from '../support/scripted-client.js';
import { stateOf } from '../support/states.js';

type State = OperationState<string, string>;

const r = stateOf(running('half'));
const s = stateOf(succeeded('hello'), 2);
const states = {
  r,
  s,
  /** Another name of the operation, and another operation. */
  t: stateOf(running('half', 'operations/renamed')),
  u: stateOf(running('half', 'operations/2')),
  f: stateOf(failed(StatusCode.ABORTED, 'disk full')),
};

/** A client that takes each request to cancel, in 2 ms. */
function cancelling(answers?: readonly Observable<void>[]): ScriptedClient {
  const taken = of(undefined).pipe(delay(2));
  return new ScriptedClient({ cancelOperation: answers ?? [taken, taken, taken] }, () => asyncScheduler.now());
}

/** What was asked to be cancelled, and when. */
function cancelled({ calls }: ScriptedClient): string[] {
  return calls
    .filter(({ method }) => method === 'cancelOperation')
    .map(({ request, startedAt }) => `${request.name} at ${startedAt}`);
}

describe('cancelOnUnsubscribe', () => {
  for (const [kind, source, subscription] of [
    ['never', '----', '^'],
    ['empty', '--|', '^-!'],
    ['one', '--(s|)', '^-!'],
    ['many', 'r-r-(s|)', '^---!'],
    ['a failed operation', 'r-(f|)', '^-!'],
    ['a completion before the end', 'r-r-|', '^---!'],
    ['an error', 'r-#', '^-!'],
    ['an error at once', '#', '(^!)'],
  ] as const) {
    it(`cancel-on-unsubscribe: mirrors the source and cancels nothing when nobody leaves: ${kind}`, () => {
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const client = cancelling();
        const states$ = cold(source, states, unavailable());
        expectObservable(states$.pipe(cancelOnUnsubscribe(client, { operation: NAME }))).toBe(
          source,
          states,
          unavailable(),
        );
        expectSubscriptions(states$.subscriptions).toBe(subscription);
        flush();
        expect(client.calls).toEqual([]);
      });
    });
  }

  it('cancel-on-unsubscribe: left before the end, it leaves the source and cancels once', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const client = cancelling();
      const states$ = cold('r-r-r-(s|)', states);
      expectObservable(states$.pipe(cancelOnUnsubscribe(client)), '^--!').toBe('r-r-', states);
      expectSubscriptions(states$.subscriptions).toBe('^--!');
      flush();
      expect(cancelled(client)).toEqual(['operations/1 at 3']);
      expect(client.calls.map(({ end }) => end)).toEqual([{ how: 'completed', at: 5 }]);
    });
  });

  it('cancel-on-unsubscribe: left after the end and before the completion, it cancels nothing', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const client = cancelling();
      for (const source of ['r-s---', 'r-f---', 'r-s-r-']) {
        const states$ = cold(source, states);
        expectObservable(states$.pipe(cancelOnUnsubscribe(client)), '^----!').toBe(source, states);
        expectSubscriptions(states$.subscriptions).toBe('^----!');
      }
      flush();
      expect(client.calls).toEqual([]);
    });
  });

  it('cancel-on-unsubscribe: left before the first state, it cancels the operation that the options name', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const client = cancelling();
      const states$ = cold('----r', states);
      const onCancelError = jasmine.createSpy();
      expectObservable(states$.pipe(cancelOnUnsubscribe(client, { onCancelError })), '^!').toBe('--');
      expectObservable(states$.pipe(cancelOnUnsubscribe(client, { operation: NAME })), '^-!').toBe('---');
      expectObservable(states$.pipe(cancelOnUnsubscribe(client, { operation: states.t })), '^--!').toBe('---');
      expectSubscriptions(states$.subscriptions).toBe(['^!', '^-!', '^--!']);
      flush();
      expect(cancelled(client)).toEqual(['operations/1 at 2', 'operations/renamed at 3']);
      expect(onCancelError).not.toHaveBeenCalled();
    });
  });

  it('cancel-on-unsubscribe: the latest name is the one to cancel', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const client = cancelling();
      const states$ = cold('r-t-', states).pipe(cancelOnUnsubscribe(client, { operation: 'operations/first' }));
      expectObservable(states$, '^--!').toBe('r-t', states);
      flush();
      expect(cancelled(client)).toEqual(['operations/renamed at 3']);
    });
  });

  it('cancel-on-unsubscribe: a later operator that ends early leaves, too', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const client = cancelling([EMPTY, EMPTY, EMPTY]);
      const states$ = cold('r-r-r-(s|)', states);
      const mirrored$ = states$.pipe(cancelOnUnsubscribe(client));
      const bug = new Error('a bug in a later operator');
      expectObservable(mirrored$.pipe(take(1))).toBe('(r|)', states);
      expectObservable(mirrored$.pipe(takeUntil(cold('---x')))).toBe('r-r|', states);
      expectObservable(
        mirrored$.pipe(
          map((_, index) => {
            if (index === 2) throw bug;
          }),
        ),
      ).toBe('x-x-#', { x: undefined }, bug);
      expectSubscriptions(states$.subscriptions).toBe(['(^!)', '^--!', '^---!']);
      flush();
      expect(cancelled(client)).toEqual(['operations/1 at 0', 'operations/1 at 3', 'operations/1 at 4']);
    });
  });

  it('cancel-on-unsubscribe: a later operator that ends at the end of the operation cancels nothing', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const client = cancelling();
      const operator = cancelOnUnsubscribe<State>(client);
      expectObservable(
        cold('r-s--', states).pipe(
          operator,
          takeWhile(({ done }) => !done),
        ),
      ).toBe('r-|', states);
      expectObservable(cold('r-f--', states).pipe(operator, toResponse())).toBe(
        '--#',
        {},
        'error' in states.f ? states.f.error : undefined,
      );
      flush();
      expect(client.calls).toEqual([]);
    });
  });

  it('cancel-on-unsubscribe: switchMap cancels the operation that it turns away from', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const client = cancelling();
      const [first$, second$] = [cold('-r-r-(s|)', states), cold('-u-(s|)', states)];
      const operator = cancelOnUnsubscribe<State>(client);
      const source$ = cold('a--b-|', { a: first$, b: second$ }).pipe(switchMap((states$) => states$.pipe(operator)));
      expectObservable(source$).toBe('-r--u-(s|)', states);
      expectSubscriptions(first$.subscriptions).toBe('^--!');
      expectSubscriptions(second$.subscriptions).toBe('---^--!');
      flush();
      expect(cancelled(client)).toEqual(['operations/1 at 3']);
    });
  });

  it('cancel-on-unsubscribe: a takeUntil before it only completes it', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const client = cancelling();
      const stopped$ = cold('r-r-r', states).pipe(takeUntil(cold('---x')));
      expectObservable(stopped$.pipe(cancelOnUnsubscribe(client))).toBe('r-r|', states);
      flush();
      expect(client.calls).toEqual([]);
    });
  });

  it('cancel-on-unsubscribe: after a retry, leaving between two tries cancels', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const client = cancelling();
      const states$ = cold('r#', states, denied());
      expectObservable(states$.pipe(retry({ delay: 5 }), cancelOnUnsubscribe(client)), '^--!').toBe('r--', states);
      expectSubscriptions(states$.subscriptions).toBe('^!');
      flush();
      expect(cancelled(client)).toEqual(['operations/1 at 3']);
    });
  });

  it('cancel-on-unsubscribe: takes a source that emits while it is subscribed to', () => {
    const client = cancelling([EMPTY]);
    const seen: string[] = [];
    const mirrored$ = of(r, r, s).pipe(concatWith(NEVER), cancelOnUnsubscribe(client));
    mirrored$.pipe(take(3)).subscribe(({ status }) => seen.push(status));
    expect(client.calls).toEqual([]);
    mirrored$.pipe(take(2)).subscribe(({ status }) => seen.push(status));
    expect(client.methods).toEqual(['cancelOperation']);
    expect(seen).toEqual(['running', 'running', 'succeeded', 'running', 'running']);
  });

  for (const [at, state, calls] of [
    ['a running state', r, ['cancelOperation']],
    ['the done state', s, []],
  ] as const) {
    it(`cancel-on-unsubscribe: unsubscribing within next at ${at} sends ${calls.length}`, () => {
      const client = cancelling([EMPTY]);
      const states$ = new Subject<State>();
      const subscription = new Subscription();
      const seen: State[] = [];
      subscription.add(
        states$.pipe(cancelOnUnsubscribe(client)).subscribe((value) => {
          seen.push(value);
          subscription.unsubscribe();
          states$.next(r);
        }),
      );
      states$.next(state);
      subscription.unsubscribe();
      expect(seen).toEqual([state]);
      expect(states$.observed).toBeFalse();
      expect(client.methods).toEqual([...calls]);
    });
  }

  it('cancel-on-unsubscribe: one operator value in two pipes cancels for each by itself', () => {
    marbles(({ hot, expectObservable, expectSubscriptions, flush }) => {
      const client = cancelling();
      const operator = cancelOnUnsubscribe<State>(client);
      const [first$, second$] = [hot('r-(s|)', states), hot('-u----', states)];
      expectObservable(first$.pipe(operator)).toBe('r-(s|)', states);
      expectObservable(second$.pipe(operator), '^---!').toBe('-u---', states);
      expectSubscriptions(first$.subscriptions).toBe('^-!');
      expectSubscriptions(second$.subscriptions).toBe('^---!');
      flush();
      expect(cancelled(client)).toEqual(['operations/2 at 4']);
    });
  });

  it('cancel-on-unsubscribe: each subscription cancels for itself', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const client = cancelling();
      const states$ = cold('r--(s|)', states);
      const mirrored$ = states$.pipe(cancelOnUnsubscribe(client));
      expectObservable(mirrored$, '^----!').toBe('r--(s|)', states);
      expectObservable(mirrored$, '-^-!').toBe('-r-', states);
      expectObservable(mirrored$, '-----^!').toBe('-----r', states);
      expectSubscriptions(states$.subscriptions).toBe(['^--!', '-^-!', '-----^!']);
      flush();
      expect(cancelled(client)).toEqual(['operations/1 at 3', 'operations/1 at 6']);
    });
  });

  it('cancel-on-unsubscribe: before shareOperation it cancels when the last one leaves', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const client = cancelling();
      const shared$ = cold('r-----s', states).pipe(cancelOnUnsubscribe(client), shareOperation());
      expectObservable(shared$, '^-!').toBe('r--', states);
      expectObservable(shared$, '-^--!').toBe('-r--', states);
      flush();
      expect(cancelled(client)).toEqual(['operations/1 at 4']);
    });
  });

  it('cancel-on-unsubscribe: a poll in flight is given up before the operation is cancelled', () => {
    const ends: unknown[] = [];
    const cancelOperation = [
      defer(() => {
        ends.push(...client.calls.map(({ end }) => end?.how));
        return EMPTY;
      }),
    ];
    const client = new ScriptedClient({ getOperation: [NEVER], cancelOperation });
    const polling = pollOperation$(client, NAME)
      .pipe(cancelOnUnsubscribe(client, { operation: NAME }))
      .subscribe();
    polling.unsubscribe();
    expect(client.methods).toEqual(['getOperation', 'cancelOperation']);
    expect(ends).toEqual(['unsubscribed', undefined]);
  });

  it('cancel-on-unsubscribe: the request is bounded, by 10 s unless told otherwise, and has the headers', () => {
    const client = cancelling([NEVER, NEVER]);
    const headers = { tenant: 'acme' };
    for (const options of [undefined, { callTimeout: 500, headers }]) {
      of(r).pipe(concatWith(NEVER), cancelOnUnsubscribe(client, options), take(1)).subscribe();
    }
    expect(client.calls.map(({ options }) => options)).toEqual([
      { timeout: 10_000, headers: undefined },
      { timeout: 500, headers },
    ]);
    expect(client.inFlight).toBe(2);
  });

  it('cancel-on-unsubscribe: refuses at the call what it could not use later', () => {
    const client = cancelling();
    expect(() => cancelOnUnsubscribe(client, { callTimeout: 0 })).toThrowError(
      RangeError,
      'callTimeout must be a number above 0, and finite; found 0.',
    );
    expect(() => cancelOnUnsubscribe(client, { operation: '' })).toThrowError(TypeError, /name .* is empty/);
  });

  it('cancel-on-unsubscribe: does nothing before it is subscribed to', () => {
    const client = cancelling();
    expect(of(r).pipe(cancelOnUnsubscribe(client, { operation: NAME }))).toBeDefined();
    expect(client.calls).toEqual([]);
  });
});
