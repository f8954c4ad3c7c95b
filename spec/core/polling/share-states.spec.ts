import { config, defer, first, NEVER, of, Subject, take } from 'rxjs';
import { shareStates } from '../../../src/core/polling/share-states.js';
import type { OperationState } from '../../../src/index.js';
import { StatusCode } from '../../../src/index.js';
import { marbles } from '../../support/marbles.js';
import { failed, running, succeeded } from '../../support/messages.js';
import { unavailable } from '../../support/rpc-errors.js';
import { stateOf } from '../../support/states.js';

const states = {
  a: stateOf(running('some')),
  b: stateOf(running('half'), 2),
  s: stateOf(succeeded('hello'), 3),
  f: stateOf(failed(StatusCode.ABORTED, 'why'), 3),
};

describe('shareStates', () => {
  afterEach(() => (config.onUnhandledError = null));

  for (const [kind, source, subscription, early, late] of [
    ['never', '------', '^', '------', '---'],
    ['empty', '----|', '^---!', '----|', '-|'],
    ['one', '----(s|)', '^---!', '----(s|)', '-(s|)'],
    ['one that runs', 'a---|', '^---!', 'a---|', 'a|'],
    ['many', 'a-b-(s|)', '^---!', 'a-b-(s|)', 'b(s|)'],
    ['a failed operation, which is no error here', 'a-b-(f|)', '^---!', 'a-b-(f|)', 'b(f|)'],
    ['an end without a completion', 'a-b-s---', '^---!', 'a-b-(s|)', 'b(s|)'],
    ['states after the end', 'a-b-s-a|', '^---!', 'a-b-(s|)', 'b(s|)'],
    ['error', 'a-b-#', '^---!', 'a-b-#', 'b#'],
  ] as const) {
    it(`gives all the same, late ones the latest state first: ${kind}`, () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source$ = cold(source, states, unavailable());
        const shared$ = source$.pipe(shareStates());
        expectObservable(shared$, '^-----').toBe(early, states, unavailable());
        expectObservable(shared$, '^-----').toBe(early, states, unavailable());
        expectObservable(shared$, '---^--').toBe(`---${late}`, states, unavailable());
        expectSubscriptions(source$.subscriptions).toBe(subscription);
      });
    });
  }

  it('takes no subscription to the source before it has one', () => {
    marbles(({ cold, expectSubscriptions, flush }) => {
      const source$ = cold('a', states);
      expect(source$.pipe(shareStates())).toBeDefined();
      flush();
      expectSubscriptions(source$.subscriptions).toBe([]);
    });
  });

  it('the last one out leaves the source, and the next one in starts afresh', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('a--b--(s|)', states);
      const shared$ = source$.pipe(shareStates());
      expectObservable(shared$, '^-!').toBe('a--', states);
      expectObservable(shared$, '-^--!').toBe('-a-b-', states);
      expectObservable(shared$, '------^---!').toBe('------a--b', states);
      expectSubscriptions(source$.subscriptions).toBe(['^---!', '------^---!']);
    });
  });

  it('late-subscriber: the end is replayed, without another subscription to the source', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('a-(s|)', states);
      const shared$ = source$.pipe(shareStates());
      expectObservable(shared$).toBe('a-(s|)', states);
      expectObservable(shared$, '-----^').toBe('-----(s|)', states);
      expectObservable(shared$, '---------^').toBe('---------(s|)', states);
      expectSubscriptions(source$.subscriptions).toBe('^-!');
    });
  });

  it('late-subscriber: also when all have left at the very state that is the end', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      for (const source of ['a-(s|)', 'a-s---', 'a-s-|']) {
        const source$ = cold(source, states);
        const shared$ = source$.pipe(shareStates());
        const end$ = shared$.pipe(first(({ done }) => done));
        expectObservable(end$).toBe('--(s|)', states);
        expectObservable(end$).toBe('--(s|)', states);
        expectObservable(shared$, '-----^').toBe('-----(s|)', states);
        expectSubscriptions(source$.subscriptions).toBe('^-!');
      }
    });
  });

  it('an error is not replayed: the next one in starts afresh', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('a-#', states, unavailable());
      const shared$ = source$.pipe(shareStates());
      expectObservable(shared$).toBe('a-#', states, unavailable());
      expectObservable(shared$, '---^').toBe('---a-#', states, unavailable());
      expectSubscriptions(source$.subscriptions).toBe(['^-!', '---^-!']);
    });
  });

  it('a completion before the end is not replayed: the next one in starts afresh, and may see the end', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const parts = [cold('a-|', states), cold('|', states), cold('b-(s|)', states)];
      const attempts = parts.values();
      const shared$ = defer(() => attempts.next().value!).pipe(shareStates());
      expectObservable(shared$).toBe('a-|', states);
      expectObservable(shared$, '----^').toBe('----|', states);
      expectObservable(shared$, '------^').toBe('------b-(s|)', states);
      expectObservable(shared$, '----------^').toBe('----------(s|)', states);
      expectSubscriptions(parts[0]!.subscriptions).toBe('^-!');
      expectSubscriptions(parts[1]!.subscriptions).toBe('----(^!)');
      expectSubscriptions(parts[2]!.subscriptions).toBe('------^-!');
    });
  });

  it('shares a source that is synchronous', () => {
    let subscriptions = 0;
    const shared$ = defer(() => {
      subscriptions++;
      return of(states.a, states.b, states.s);
    }).pipe(shareStates());
    for (const expected of [[states.a, states.b, states.s], [states.s]]) {
      const seen: unknown[] = [];
      shared$.subscribe((state) => seen.push(state));
      expect(seen).toEqual(expected);
    }
    expect(subscriptions).toBe(1);
  });

  it('leaves a source that is synchronous when its one subscriber leaves early', () => {
    marbles(({ expectObservable }) => {
      const shared$ = of(states.a, states.s).pipe(shareStates());
      expectObservable(shared$.pipe(take(1))).toBe('(a|)', states);
      expectObservable(shared$, '--^').toBe('--(as|)', states);
    });
  });

  it('re-entrance: one who subscribes while a state is given gets it, once', () => {
    const source$ = new Subject<OperationState<string, string>>();
    const shared$ = source$.pipe(shareStates());
    const seen: unknown[] = [];
    const follow = (): unknown => shared$.subscribe((state) => seen.push(state));
    shared$.pipe(take(1)).subscribe(follow);
    for (const state of [states.a, states.b, states.s]) source$.next(state);
    expect(seen).toEqual([states.a, states.b, states.s]);
  });

  it('re-entrance: one who subscribes at the end, or at the completion, gets the end', () => {
    const seen: unknown[] = [];
    const source$ = new Subject<OperationState<string, string>>();
    const shared$ = source$.pipe(shareStates());
    const again = (): unknown => shared$.subscribe((state) => seen.push(state));
    shared$.subscribe({ next: again, complete: again });
    source$.next(states.s);
    expect(seen).toEqual([states.s, states.s]);
    expect(source$.observed).toBeFalse();
  });

  it('re-entrance: one who subscribes at an error starts afresh, and keeps that when the others have gone', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const parts = [cold('a-#', states), cold('b--(s|)', states)];
      const attempts = parts.values();
      const shared$ = defer(() => attempts.next().value!).pipe(shareStates());
      const again$ = new Subject<OperationState<string, string>>();
      const subscribeAgain = (): unknown => shared$.subscribe(again$);
      shared$.subscribe({ error: subscribeAgain });
      expectObservable(shared$).toBe('a-#', states);
      expectObservable(again$).toBe('--b--(s|)', states);
      expectSubscriptions(parts[1]!.subscriptions).toBe('--^--!');
    });
  });

  it('re-entrance: the last one may leave and come back while a state is given', () => {
    const source$ = new Subject<OperationState<string, string>>();
    const shared$ = source$.pipe(shareStates());
    const seen: unknown[] = [];
    const follow = (): unknown => shared$.subscribe((state) => seen.push(state));
    const subscription = shared$.subscribe(() => {
      subscription.unsubscribe();
      follow();
    });
    source$.next(states.a);
    expect(seen).toEqual([]);
    source$.next(states.s);
    expect(seen).toEqual([states.s]);
  });

  it('callback-throws: an error thrown in one handler keeps nothing from the others', async () => {
    const bug = new Error('a bug in the handler of a subscriber');
    const unhandled = new Promise<unknown>((resolve) => (config.onUnhandledError = resolve));
    const source$ = new Subject<OperationState<string, string>>();
    const shared$ = source$.pipe(shareStates());
    const seen: unknown[] = [];
    shared$.subscribe(({ done }) => {
      if (!done) throw bug;
    });
    shared$.subscribe((state) => seen.push(state));
    for (const state of [states.a, states.s]) source$.next(state);
    expect(seen).toEqual([states.a, states.s]);
    expect(await unhandled).toBe(bug);
  });

  it('waiter-isolation: an operator of one that fails ends that one alone', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('a-b-(s|)', states);
      const shared$ = source$.pipe(shareStates());
      expectObservable(
        shared$.pipe(
          first(() => {
            throw unavailable();
          }),
        ),
      ).toBe('#', states, unavailable());
      expectObservable(shared$).toBe('a-b-(s|)', states);
      expectSubscriptions(source$.subscriptions).toBe('^---!');
    });
  });

  it('serves two sources with one operator, each shared by itself', () => {
    marbles(({ cold, expectObservable }) => {
      const operator = shareStates<string, string>();
      const one$ = cold('a-(s|)', states).pipe(operator);
      const other$ = NEVER.pipe(operator);
      expectObservable(one$).toBe('a-(s|)', states);
      expectObservable(other$, '---^').toBe('---', states);
      expectObservable(one$, '---^').toBe('---(s|)', states);
    });
  });
});
