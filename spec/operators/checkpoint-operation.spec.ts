import type { ObservableInput } from 'rxjs';
import { concatMap, firstValueFrom, from, map, NEVER, of, Subject, timer, toArray } from 'rxjs';
import type { OperationCheckpoints } from '../../operators/index.js';
import { checkpointOperation, pollUntilDone } from '../../operators/index.js';
import type { LostState, OperationMessage, OperationState } from '../../src/index.js';
import { StatusCode } from '../../src/index.js';
import { everyTen, letteredClient, letterOf, named, pollsOf } from '../support/lettered-operations.js';
import { marbles } from '../support/marbles.js';
import { failed, NAME, running, succeeded } from '../support/messages.js';
import { unavailable } from '../support/rpc-errors.js';
import { lostWith, stateOf } from '../support/states.js';

type Item = string | OperationMessage | OperationState<string, string> | LostState<string>;

const items: Readonly<Record<'n' | 'm' | 'd' | 'r' | 's' | 'f' | 'c' | 'l', Item>> = {
  n: 'operations/n',
  m: running('half', 'operations/m'),
  /** A start that was answered with the end. */
  d: succeeded('hello', 'all', 'operations/d'),
  r: stateOf(running('half')),
  s: stateOf(succeeded('hello')),
  f: stateOf(failed(StatusCode.ABORTED, 'disk full')),
  c: stateOf(failed(StatusCode.CANCELLED, 'by request')),
  l: lostWith(unavailable()),
};

/** A store that writes down what it is told; `stored` says how long it takes. */
function recorded(stored: () => ObservableInput<unknown> | undefined = () => undefined): {
  sink: OperationCheckpoints;
  calls: string[];
} {
  const calls: string[] = [];
  const told = (what: string): ReturnType<typeof stored> => {
    calls.push(what);
    return stored();
  };
  return {
    calls,
    sink: {
      started: (name) => told(`started ${name}`),
      ended: ({ name, status }) => told(`${status} ${name}`),
      lost: (name) => told(`lost ${name}`),
    },
  };
}

const STARTED_N = 'started operations/n';
const SUCCEEDED = 'succeeded operations/1';

describe('checkpointOperation', () => {
  for (const [kind, source, subscription, expected] of [
    ['never', '----', '^', []],
    ['empty', '--|', '^-!', []],
    ['one', '--(n|)', '^-!', [STARTED_N]],
    ['many starts', 'n-m-(d|)', '^---!', [STARTED_N, 'started operations/m', 'started operations/d']],
    ['many ends', 's-f-(c|)', '^---!', [SUCCEEDED, 'failed operations/1', 'cancelled operations/1']],
    ['running states', 'r-r-(s|)', '^---!', [SUCCEEDED]],
    ['a lost operation, which stays in the store', 'r-(l|)', '^-!', []],
    ['an error of the source', 'n-#', '^-!', [STARTED_N]],
    ['an error of the source at once', '#', '(^!)', []],
  ] as const) {
    it(`tells the store of each start and each end, and mirrors one that stores at once: ${kind}`, () => {
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const { sink, calls } = recorded();
        const items$ = cold(source, items, unavailable());
        expectObservable(items$.pipe(checkpointOperation(sink))).toBe(source, items, unavailable());
        expectSubscriptions(items$.subscriptions).toBe(subscription);
        flush();
        expect(calls).toEqual([...expected]);
      });
    });

    it(`mirrors without any of the functions: ${kind}`, () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const items$ = cold(source, items, unavailable());
        const absent = { started: undefined, ended: undefined };
        const mirrored$ = items$.pipe(checkpointOperation({}), checkpointOperation(absent));
        expectObservable(mirrored$).toBe(source, items, unavailable());
        expectSubscriptions(items$.subscriptions).toBe(subscription);
      });
    });
  }

  for (const [item, source, result, subscription, stored] of [
    ['one start', '-n|', '----(n|)', '^-!', ['-^--!']],
    ['one message of a start', '-m|', '----(m|)', '^-!', ['-^--!']],
    ['one end', '-s|', '----(s|)', '^-!', ['-^--!']],
    ['one cancelled', '-c---|', '----c|', '^----!', ['-^--!']],
    ['many at once', '(nmd|)', '---(nmd|)', '(^!)', ['^--!', '^--!', '^--!']],
    ['many in a row', '-smf-|', '----sm(f|)', '^----!', ['-^--!', '--^--!', '---^--!']],
    ['running states', '-rsr--|', '-r-r-s|', '^-----!', ['--^--!']],
  ] as const) {
    it(`passes an item on when it is stored, which many are at once: ${item}`, () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const store$ = cold('-x-|');
        const items$ = cold(source, items);
        expectObservable(items$.pipe(checkpointOperation(recorded(() => store$).sink))).toBe(result, items);
        expectSubscriptions(items$.subscriptions).toBe(subscription);
        expectSubscriptions(store$.subscriptions).toBe([...stored]);
      });
    });
  }

  it('passes items on in the order in which they are stored, and completes with the last', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const stores = { n: cold('------|'), m: cold('--|') };
      const sink: OperationCheckpoints = { started: (name) => stores[name.at(-1) as 'n' | 'm'] };
      const items$ = cold('-n-m--|', items);
      expectObservable(items$.pipe(checkpointOperation(sink))).toBe('-----m-(n|)', items);
      expectSubscriptions(items$.subscriptions).toBe('^-----!');
      expectSubscriptions(stores.n.subscriptions).toBe('-^-----!');
      expectSubscriptions(stores.m.subscriptions).toBe('---^-!');
    });
  });

  it('passes items on in the order in which they came, where a concatMap stores one at a time', () => {
    marbles(({ cold, expectObservable }) => {
      const takes = [cold('-----|'), cold('--|')];
      const { sink } = recorded(() => takes.shift());
      const stored$ = cold('s-f|', items).pipe(concatMap((item) => of(item).pipe(checkpointOperation(sink))));
      expectObservable(stored$).toBe('-----s-(f|)', items);
    });
  });

  it('never passes on what is never stored', () => {
    marbles(({ cold, expectObservable }) => {
      const items$ = cold('nr|', items);
      expectObservable(items$.pipe(checkpointOperation({ started: () => NEVER }))).toBe('-r-', items);
    });
  });

  for (const [what, letter] of [
    ['started', 'n'],
    ['ended', 's'],
  ] as const) {
    it(`callback-throws: what ${what} throws errors the stream, and leaves the source and what is being stored`, () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const bug = new Error('a bug in the store');
        const pending$ = cold('-----|');
        const thrower = (): never => {
          throw bug;
        };
        const sink = { started: () => pending$, ended: () => pending$, [what]: thrower };
        const items$ = cold(`${letter === 'n' ? 's' : 'n'}-${letter}--`, items);
        expectObservable(items$.pipe(checkpointOperation(sink))).toBe('--#', undefined, bug);
        expectSubscriptions(items$.subscriptions).toBe('^-!');
        expectSubscriptions(pending$.subscriptions).toBe('^-!');
      });
    });

    it(`an error of what ${what} returned errors the stream, and leaves the source and what is being stored`, () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const pending$ = cold('-----|');
        const failing$ = cold('-#', undefined, unavailable());
        const sink = { started: () => pending$, ended: () => pending$, [what]: () => failing$ };
        const items$ = cold(`${letter === 'n' ? 's' : 'n'}-${letter}--`, items);
        expectObservable(items$.pipe(checkpointOperation(sink))).toBe('---#', undefined, unavailable());
        expectSubscriptions(items$.subscriptions).toBe('^--!');
        expectSubscriptions(pending$.subscriptions).toBe('^--!');
        expectSubscriptions(failing$.subscriptions).toBe('--^!');
      });
    });
  }

  it('an error of the source comes at once, and leaves what is being stored', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const pending$ = cold('-----|');
      const items$ = cold('n--#', items, unavailable());
      const stored$ = items$.pipe(checkpointOperation({ started: () => pending$ }));
      expectObservable(stored$).toBe('---#', undefined, unavailable());
      expectSubscriptions(pending$.subscriptions).toBe('^--!');
    });
  });

  it('leaves the source and what is being stored when unsubscribed early', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const store$ = cold('--|');
      const items$ = cold('n-s---', items);
      expectObservable(items$.pipe(checkpointOperation(recorded(() => store$).sink)), '^--!').toBe('--n-', items);
      expectSubscriptions(items$.subscriptions).toBe('^--!');
      expectSubscriptions(store$.subscriptions).toBe(['^-!', '--^!']);
    });
  });

  for (const [what, stored] of [
    ['a Promise', () => Promise.resolve()],
    ['an async iterable', () => turns()],
    ['an iterable', () => new Set([1, 2])],
  ] as readonly (readonly [string, () => ObservableInput<unknown>])[]) {
    it(`waits for ${what}`, async () => {
      const { sink, calls } = recorded(stored);
      const stored$ = from([items.n, items.r, items.s]).pipe(checkpointOperation(sink), toArray());
      expect(new Set(await firstValueFrom(stored$))).toEqual(new Set([items.n, items.r, items.s]));
      expect(calls).toEqual([STARTED_N, SUCCEEDED]);
    });
  }

  it('a rejection errors the stream', async () => {
    const bug = new Error('no room');
    const stored$ = of(NAME).pipe(checkpointOperation({ started: () => Promise.reject(bug) }));
    await expectAsync(firstValueFrom(stored$)).toBeRejectedWith(bug);
  });

  it('an operation without a name errors the stream, and is told to nobody', () => {
    const { sink, calls } = recorded();
    const errors: unknown[] = [];
    for (const item of ['', { name: '', done: true }, { done: true } as OperationMessage]) {
      of(item)
        .pipe(checkpointOperation(sink))
        .subscribe({ error: (error: unknown) => errors.push(error) });
    }
    expect(errors).toEqual([jasmine.any(TypeError), jasmine.any(TypeError), jasmine.any(TypeError)]);
    expect(calls).toEqual([]);
  });

  it('re-entrance: a handler may push into the source, and end it', () => {
    const { sink, calls } = recorded();
    const items$ = new Subject<Item>();
    const seen: string[] = [];
    items$.pipe(checkpointOperation(sink)).subscribe({
      next: (item) => {
        seen.push(typeof item === 'string' ? item : item.name);
        if (item === items.n) items$.next(items.s);
        if (item === items.s) items$.complete();
      },
      complete: () => seen.push('completed'),
    });
    items$.next(items.n);
    expect(seen).toEqual(['operations/n', NAME, 'completed']);
    expect(calls).toEqual([STARTED_N, SUCCEEDED]);
  });

  it('re-entrance: the store may push into the source, too', () => {
    const items$ = new Subject<Item>();
    const started = (name: string): void => {
      if (name !== 'operations/2') items$.next('operations/2');
    };
    const seen: unknown[] = [];
    items$.pipe(checkpointOperation({ started })).subscribe((item) => seen.push(item));
    items$.next('operations/1');
    expect(seen).toEqual(['operations/2', 'operations/1']);
  });

  it('re-entrance: unsubscribed by a handler, it stores no more', () => {
    const { sink, calls } = recorded();
    const items$ = new Subject<Item>();
    const subscription = items$.pipe(checkpointOperation(sink)).subscribe(() => {
      subscription.unsubscribe();
    });
    items$.next(items.n);
    items$.next(items.s);
    expect(calls).toEqual([STARTED_N]);
    expect(items$.observed).toBeFalse();
  });

  it('two-pipes: one operator value serves them apart', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const operator = checkpointOperation<Item>(recorded(() => cold('-|')).sink);
      const [first$, second$] = [cold('n-s-|', items), hot('-m-#', items)];
      expectObservable(first$.pipe(operator)).toBe('-n-s|', items);
      expectObservable(second$.pipe(operator)).toBe('--m#', items);
      expectSubscriptions(first$.subscriptions).toBe('^---!');
      expectSubscriptions(second$.subscriptions).toBe('^--!');
    });
  });

  it('calls the functions as methods of their store', () => {
    class Store {
      readonly names = new Set<string>();
      started(name: string): void {
        this.names.add(name);
      }
      async ended({ name }: OperationState): Promise<void> {
        this.names.delete(name);
      }
    }
    const store = new Store();
    from(['operations/1', 'operations/2']).pipe(checkpointOperation(store)).subscribe();
    expect(store.names).toEqual(new Set(['operations/1', 'operations/2']));
    of(items.s).pipe(checkpointOperation(store)).subscribe();
    expect(store.names).toEqual(new Set(['operations/2']));
  });

  it('calls nothing without a subscription', () => {
    const { sink, calls } = recorded();
    expect(of(NAME).pipe(checkpointOperation(sink))).toBeDefined();
    expect(calls).toEqual([]);
  });
});

describe('checkpointOperation before and after pollUntilDone', () => {
  it('an operation is polled when its name is stored, and its end comes when that is', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const client = letteredClient({ a: 'rs', b: 'f' });
      const [name$, end$] = [cold('---|'), cold('--|')];
      const store: OperationCheckpoints<string> = { started: () => name$, ended: () => end$ };
      const states$ = cold('ab|').pipe(
        map(named),
        checkpointOperation(store),
        pollUntilDone(client, everyTen),
        checkpointOperation(store),
      );
      expectObservable(states$.pipe(map(letterOf))).toBe('----a--B 8ms (A|)');
      expectSubscriptions(name$.subscriptions).toBe(['^--!', '-^--!']);
      expectSubscriptions(end$.subscriptions).toBe(['-----^-!', '14ms ^-!']);
      flush();
      expect(pollsOf(client)).toEqual(['a 3-4', 'b 4-5', 'a 13-14']);
    });
  });
});

async function* turns(): AsyncGenerator<number> {
  yield await firstValueFrom(timer(0));
}
