import type { Observable, ObservableInput } from 'rxjs';
import { concat, map, of, Subject, throwError } from 'rxjs';
import type { OperationCheckpoints, ResumeOperationsOptions } from '../../operators/index.js';
import { resumeOperations } from '../../operators/index.js';
import type { OperationMessage, OperationsClient } from '../../src/index.js';
import { PollError, StatusCode } from '../../src/index.js';
import { scriptedOperations } from '../../src/testing/index.js';
import { everyTen, letteredClient, letterOf, named, pollsOf } from '../support/lettered-operations.js';
import { marbles } from '../support/marbles.js';
import { running, succeeded } from '../support/messages.js';
import { rpcError } from '../support/rpc-errors.js';
import { ScriptedClient } from '../support/scripted-client.js';

type Options = ResumeOperationsOptions<string, string>;

/** A store that writes down what it is told; `stored` says how long it takes, by the letter of the operation. */
function recorded(stored: (letter: string) => ObservableInput<unknown> | undefined = () => undefined): {
  sink: OperationCheckpoints;
  calls: string[];
} {
  const calls: string[] = [];
  const told = (what: string, name: string): ReturnType<typeof stored> => {
    calls.push(`${what} ${name.slice(-1)}`);
    return stored(name.slice(-1));
  };
  return {
    calls,
    sink: {
      started: (name) => told('started', name),
      ended: ({ status, name }) => told(status, name),
      lost: (name) => told('lost', name),
    },
  };
}

/** All states of the operations of the letters of a source, as letters; those without a script are lost. */
function resumed(
  letters$: Observable<string>,
  client: OperationsClient,
  sink: OperationCheckpoints,
  options: Options = {},
): Observable<string> {
  return letters$.pipe(map(named), resumeOperations(client, sink, { ...everyTen, ...options }), map(letterOf));
}

describe('resumeOperations', () => {
  for (const [kind, source, states, subscription, calls] of [
    ['never', '----', '----', '^', []],
    ['empty', '--|', '--|', '^-!', []],
    ['one', '-a|', '-- a 9ms (A|)', '^-!', ['succeeded a']],
    ['one that ended meanwhile', '-c|', '--(C|)', '^-!', ['cancelled c']],
    ['one that is lost', '-x|', '--|', '^-!', ['lost x']],
    ['many', '(abcx|)', '-(abC) 5ms (Ab) 6ms (B|)', '(^!)', ['cancelled c', 'lost x', 'succeeded a', 'failed b']],
    ['a source that outlives them', '-x-c---|', '----C--|', '^------!', ['lost x', 'cancelled c']],
    ['an error of the source', '-a---#', '--a--#', '^----!', []],
    ['an error of the source at once', '#', '#', '(^!)', []],
  ] as const) {
    it(`polls each until it is done, and tells the store of each end: ${kind}`, () => {
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const client = letteredClient({ a: 'rs', b: 'rrf', c: 'c' });
        const { sink, calls: seen } = recorded();
        const letters$ = cold(source);
        expectObservable(resumed(letters$, client, sink)).toBe(states);
        expectSubscriptions(letters$.subscriptions).toBe(subscription);
        flush();
        expect(seen).toEqual([...calls]);
        expect(client.inFlight).toBe(0);
      });
    });
  }

  it('an end goes on when it is stored, and a lost one makes room when that is', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const client = letteredClient({ a: 's', b: 's', c: 's' });
      const [end$, lost$] = [cold('-----|'), cold('--|')];
      const { sink } = recorded((letter) => ({ a: end$, x: lost$ })[letter]);
      expectObservable(resumed(cold('(axbc|)'), client, sink, { concurrency: 1 })).toBe('-----B(AC|)');
      expectSubscriptions(end$.subscriptions).toBe('-^----!');
      expectSubscriptions(lost$.subscriptions).toBe('--^-!');
      flush();
      expect(pollsOf(client)).toEqual(['a 0-1', 'x 1-2 failed', 'b 4-5', 'c 5-6']);
    });
  });

  it('without lost, an operation that the server does not know errors the stream', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const client = letteredClient({ a: 'rs' });
      const letters$ = cold('ax---');
      const notFound = jasmine.objectContaining({ name: 'PollError', code: StatusCode.NOT_FOUND });
      expectObservable(resumed(letters$, client, { ended: () => undefined })).toBe('-a#', undefined, notFound);
      expectSubscriptions(letters$.subscriptions).toBe('^-!');
      flush();
      expect(client.inFlight).toBe(0);
    });
  });

  it('any other end of a polling errors the stream, and is told to nobody', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const { sink, calls } = recorded();
      const client = scriptedOperations({ [named('a')]: 'r', [named('d')]: [StatusCode.PERMISSION_DENIED] });
      const pollError = jasmine.objectContaining({ name: 'PollError', code: StatusCode.PERMISSION_DENIED });
      expectObservable(resumed(cold('a-d--'), client, sink)).toBe('a-#', undefined, pollError);
      const timeout = jasmine.objectContaining({ name: 'PollTimeoutError' });
      expectObservable(resumed(cold('b'), letteredClient({ b: 'rr' }), sink, { timeout: 3 })).toBe(
        '-b--#',
        undefined,
        timeout,
      );
      flush();
      expect(calls).toEqual([]);
    });
  });

  it("one-lost-of-many: with onLost: 'emit' each has an end, and the store is told of those alone that are unknown", () => {
    marbles(({ cold, expectObservable, flush }) => {
      const { sink, calls } = recorded();
      const scripts = { [named('a')]: 'rs', [named('d')]: [StatusCode.PERMISSION_DENIED], [named('t')]: 'rrrr' };
      const client = scriptedOperations(scripts, { latency: 1 });
      const states$ = cold('(adxt|)').pipe(
        map(named),
        resumeOperations(client, sink, { ...everyTen, timeout: 15, onLost: 'emit' }),
        map(({ name, status }) => `${name.slice(-1)} ${status}`),
      );
      expectObservable(states$).toBe('-(abcd) 4ms (ef)-(g|)', {
        ...{ a: 'a running', b: 'd lost', c: 'x lost', d: 't running' },
        ...{ e: 'a succeeded', f: 't running', g: 't lost' },
      });
      flush();
      expect(calls).toEqual(['lost x', 'succeeded a']);
    });
  });

  it('with it, one that is lost goes on when that is stored, and then makes room', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const client = letteredClient({ b: 's' });
      const lost$ = cold('--|');
      const { sink } = recorded((letter) => (letter === 'x' ? lost$ : undefined));
      const states$ = cold('(xb|)').pipe(
        map(named),
        resumeOperations(client, sink, { ...everyTen, onLost: 'emit', concurrency: 1 }),
        map(({ status }) => status.charAt(0)),
      );
      expectObservable(states$).toBe('---l(s|)');
      expectSubscriptions(lost$.subscriptions).toBe('-^-!');
      flush();
      expect(pollsOf(client)).toEqual(['x 0-1 failed', 'b 3-4']);
    });
  });

  it('with it, and without lost, those that are unknown go on, and so does what is no operation', () => {
    const seen: string[] = [];
    of(named('x'), '')
      .pipe(resumeOperations(letteredClient({}, 0), {}, { onLost: 'emit' }))
      .subscribe(({ name, status }) => seen.push(`${name} ${status}`));
    expect(seen).toEqual(['operations/x lost', ' lost']);
  });

  it('lost gets the name that the store has, and the error', () => {
    const lost: unknown[] = [];
    const answers = [of(running(undefined, 'operations/renamed')), throwError(() => rpcError(StatusCode.NOT_FOUND))];
    const client = new ScriptedClient({ getOperation: answers });
    marbles(({ flush }) => {
      of(named('a'))
        .pipe(resumeOperations(client, { lost: (...told) => void lost.push(...told) }, everyTen))
        .subscribe();
      flush();
    });
    expect(lost).toEqual([named('a'), jasmine.any(PollError)]);
    expect((lost[1] as PollError).operationName).toBe('operations/renamed');
  });

  for (const [what, letter] of [
    ['ended', 'c'],
    ['lost', 'x'],
  ] as const) {
    it(`callback-throws: what ${what} throws errors the stream, and ends the others and the source`, () => {
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const bug = new Error('a bug in the store');
        const client = letteredClient({ a: 'rs', c: 'c' });
        const thrower = (): never => {
          throw bug;
        };
        const letters$ = cold(`a-${letter}--`);
        const states$ = resumed(letters$, client, { lost: () => undefined, [what]: thrower });
        expectObservable(states$).toBe('-a-#', undefined, bug);
        expectSubscriptions(letters$.subscriptions).toBe('^--!');
        flush();
        expect(pollsOf(client)).toEqual(['a 0-1', letter === 'x' ? 'x 2-3 failed' : 'c 2-3']);
      });
    });

    it(`an error of what ${what} returned errors the stream`, () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const store$ = cold('-#', undefined, 'no room');
        const { sink } = recorded(() => store$);
        const letters$ = cold(`${letter}----`);
        expectObservable(resumed(letters$, letteredClient({ c: 'c' }), sink)).toBe('--#', undefined, 'no room');
        expectSubscriptions(letters$.subscriptions).toBe('^-!');
        expectSubscriptions(store$.subscriptions).toBe('-^!');
      });
    });
  }

  it('unsubscribed early, it leaves the source, the polls and what is being stored', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const client = letteredClient({ a: 'rs', c: 'c' });
      const [end$, lost$] = [cold('------|'), cold('------|')];
      const { sink } = recorded((letter) => (letter === 'x' ? lost$ : end$));
      const letters$ = cold('cx-a-----');
      expectObservable(resumed(letters$, client, sink), '^-----!').toBe('----a-');
      expectSubscriptions(letters$.subscriptions).toBe('^-----!');
      expectSubscriptions(end$.subscriptions).toBe('-^----!');
      expectSubscriptions(lost$.subscriptions).toBe('--^---!');
      flush();
      expect(pollsOf(client)).toEqual(['c 0-1', 'x 1-2 failed', 'a 3-4']);
    });
  });

  it('re-entrance: a handler may push into the source, and end it', () => {
    marbles(({ flush }) => {
      const letters$ = new Subject<string>();
      const seen: string[] = [];
      const { sink, calls } = recorded();
      resumed(letters$, letteredClient({ a: 's', b: 'f' }, 0), sink).subscribe({
        next: (letter) => {
          seen.push(letter);
          if (letter === 'A') letters$.next('b');
          else letters$.complete();
        },
        complete: () => seen.push('completed'),
      });
      letters$.next('a');
      flush();
      expect(seen).toEqual(['A', 'B', 'completed']);
      expect(calls).toEqual(['succeeded a', 'failed b']);
    });
  });

  it('two-pipes: one operator value serves them apart', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const client = letteredClient({ a: 'rs', b: 's' });
      const { sink, calls } = recorded();
      const operator = resumeOperations(client, sink, { ...everyTen, concurrency: 1 });
      const states = (letters$: Observable<string>): Observable<string> =>
        letters$.pipe(map(named), operator, map(letterOf));
      expectObservable(states(cold('ax|'))).toBe('-a 9ms A|');
      expectObservable(states(cold('-b|'))).toBe('--(B|)');
      flush();
      expect(calls).toEqual(['succeeded b', 'succeeded a', 'lost x']);
    });
  });

  it('takes messages, too, of which one that is done costs no call', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const client = letteredClient({});
      const { sink, calls } = recorded();
      const operations$ = cold<OperationMessage>('d|', { d: succeeded('hello', undefined, named('d')) });
      expectObservable(operations$.pipe(resumeOperations(client, sink, everyTen), map(letterOf))).toBe('D|');
      flush();
      expect([calls, client.calls]).toEqual([['succeeded d'], []]);
    });
  });

  it('thousand-polls: thousands that wait and end synchronously do not fill the stack', () => {
    marbles(({ flush }) => {
      const messages = Array.from({ length: 20_000 }, () => succeeded('hello'));
      let ends = 0;
      concat([named('x')], messages)
        .pipe(resumeOperations(letteredClient({}), recorded().sink, { ...everyTen, concurrency: 1 }))
        .subscribe({ next: () => ends++, complete: () => (ends = -ends) });
      flush();
      expect(ends).toBe(-20_000);
    });
  });

  it('never polls more than concurrency at once', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const client = letteredClient({ a: 'rs', b: 'rs', c: 's' });
      const states$ = resumed(cold('abc|'), client, recorded().sink, { concurrency: 2 });
      expectObservable(states$).toBe('-ab 8ms A(BC|)');
      flush();
      expect(pollsOf(client)).toEqual(['a 0-1', 'b 1-2', 'a 10-11', 'b 11-12', 'c 11-12']);
    });
  });

  it('refuses at the call what it could not use later', () => {
    const client = new ScriptedClient();
    expect(() => resumeOperations(client, {}, { concurrency: 0 })).toThrowError(RangeError, /^concurrency must be/);
    expect(() => resumeOperations(client, {}, { callTimeout: 0 })).toThrowError(RangeError, /^callTimeout must be/);
    expect(client.calls).toEqual([]);
  });
});
