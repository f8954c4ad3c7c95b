import type { Observable } from 'rxjs';
import { concat, from, map, of, Subject, take } from 'rxjs';
import type { PollUntilDoneOptions } from '../../operators/index.js';
import { pollUntilDone } from '../../operators/index.js';
import type { OperationMessage, OperationsClient } from '../../src/index.js';
import { everyTen, letteredClient, letterOf, named, pollsOf } from '../support/lettered-operations.js';
import { marbles } from '../support/marbles.js';
import { brief, failed, NAME, running, succeeded, types } from '../support/messages.js';
import { ScriptedClient } from '../support/scripted-client.js';

type Options = PollUntilDoneOptions<string, string>;

/** All states of the operations of the letters of a source, as letters. */
function polled(letters$: Observable<string>, client: OperationsClient, options: Options = {}): Observable<string> {
  return letters$.pipe(map(named), pollUntilDone(client, { ...everyTen, ...options }), map(letterOf));
}

const doneMessage = (letter: string): OperationMessage => succeeded(letter.toUpperCase(), undefined, named(letter));
const pollError = jasmine.objectContaining({ name: 'PollError' });

describe('pollUntilDone', () => {
  for (const [kind, source, states, subscription, polls] of [
    ['never', '----', '----', '^', []],
    ['empty', '--|', '--|', '^-!', []],
    ['one', '-a|', '-- a 9ms (A|)', '^-!', ['a 1-2', 'a 11-12']],
    [
      'many',
      '-a-b-b-|',
      '--a-b-b 5ms A-B-(B|)',
      '^------!',
      [...['a 1-2', 'b 3-4', 'b 5-6'], ...['a 11-12', 'b 13-14', 'b 15-16']],
    ],
    ['a source that outlives them', '-a 20ms |', '--a 9ms A 9ms |', '^ 21ms !', ['a 1-2', 'a 11-12']],
    ['a source that fails between two polls', '-a---#', '--a--#', '^----!', ['a 1-2']],
    ['a source that fails while a poll is in flight', '-a#', '--#', '^-!', ['a 1-2 unsubscribed']],
    ['a source that fails at once', '#', '#', '(^!)', []],
  ] as const) {
    for (const ordered of [false, true]) {
      it(`polls each operation of the source until it is done: ${kind}${ordered ? ', ordered' : ''}`, () => {
        marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
          const client = letteredClient({ a: 'rs', b: 'rrss' });
          const letters$ = cold(source);
          expectObservable(polled(letters$, client, { ordered })).toBe(states);
          expectSubscriptions(letters$.subscriptions).toBe(subscription);
          flush();
          expect(pollsOf(client)).toEqual([...polls]);
        });
      });
    }
  }

  it('a polling that cannot go on errors the stream, and ends the others and the source', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const client = letteredClient({ a: 'rs', c: 'rs' });
      const letters$ = cold('a---------(xc)---');
      expectObservable(polled(letters$, client)).toBe('-a---------#', undefined, pollError);
      expectSubscriptions(letters$.subscriptions).toBe('^----------!');
      flush();
      expect(pollsOf(client)).toEqual(['a 0-1', 'x 10-11 failed', 'c 10-11 unsubscribed', 'a 10-11 unsubscribed']);
    });
  });

  it('a failed operation, and a cancelled one, is a state', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const client = letteredClient({ a: 'f', b: 'c', c: 's' });
      const states$ = cold('abc|').pipe(map(named), pollUntilDone(client, everyTen));
      expectObservable(states$.pipe(map(({ status }) => status.charAt(0)))).toBe('-fc(s|)');
      flush();
      expect(client.inFlight).toBe(0);
    });
  });

  it('unsubscribe-during-call / during-delay: the calls of all are cancelled, their timers cleared', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const client = letteredClient({ a: 'rs', b: 'rs' });
      const letters$ = cold('a--b------');
      expectObservable(polled(letters$, client), '^---!').toBe('-a---');
      expectSubscriptions(letters$.subscriptions).toBe('^---!');
      flush();
      expect(pollsOf(client)).toEqual(['a 0-1', 'b 3-4 unsubscribed']);
    });
  });

  it('a later operator that ends early ends all', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const client = letteredClient({ a: 'rs', b: 'rs' });
      const letters$ = cold('ab---');
      expectObservable(polled(letters$, client).pipe(take(1))).toBe('-(a|)');
      expectSubscriptions(letters$.subscriptions).toBe('^!');
      flush();
      expect(pollsOf(client)).toEqual(['a 0-1', 'b 1-1 unsubscribed']);
    });
  });

  it('two-pipes: one operator value keeps the states of each subscription apart', () => {
    marbles(({ hot, expectObservable, expectSubscriptions, flush }) => {
      const client = letteredClient({ a: 'rss', b: 's', c: 'ss' });
      const operator = pollUntilDone(client, { ...everyTen, concurrency: 1, ordered: true });
      const [first$, second$] = [hot('ab|'), hot('-c-|')];
      const third$ = second$.pipe(map(named), operator, map(letterOf));
      expectObservable(first$.pipe(map(named), operator, map(letterOf))).toBe('-a 9ms A(B|)');
      expectObservable(third$).toBe('--C|');
      expectObservable(third$).toBe('--C|');
      expectSubscriptions(first$.subscriptions).toBe('^-!');
      expectSubscriptions(second$.subscriptions).toBe(['^--!', '^--!']);
      flush();
      expect(client.inFlight).toBe(0);
    });
  });

  for (const [options, order] of [
    [{}, 'aBAC'],
    [{ concurrency: 1 }, 'aABC'],
    [{ concurrency: 2, ordered: true }, 'aABC'],
  ] as const) {
    it(`re-entrance: a handler may push into the source: ${JSON.stringify(options)}`, () => {
      marbles(({ flush }) => {
        const client = letteredClient({ a: 'rs', b: 's', c: 's' }, 0);
        const letters$ = new Subject<string>();
        const seen: string[] = [];
        polled(letters$, client, options).subscribe({
          next: (letter) => {
            seen.push(letter);
            if (letter === 'a') letters$.next('b');
            if (letter === 'A') letters$.next('c');
            if (letter === 'C') letters$.complete();
          },
          complete: () => seen.push('completed'),
        });
        letters$.next('a');
        flush();
        expect(seen).toEqual([...order, 'completed']);
        expect(client.calls.length).toBe(4);
      });
    });
  }

  for (const [how, end] of [
    ['completes', (operations$) => operations$.complete()],
    ['fails', (operations$) => operations$.error('a bug')],
  ] as readonly (readonly [string, (operations$: Subject<string>) => void])[]) {
    it(`re-entrance: a handler ${how} the source`, () => {
      const operations$ = new Subject<string>();
      const seen: unknown[] = [];
      operations$.pipe(pollUntilDone(letteredClient({ a: 's' }, 0), everyTen)).subscribe({
        next: (state) => {
          seen.push(letterOf(state));
          end(operations$);
        },
        error: (error: unknown) => seen.push(error),
        complete: () => seen.push('completes'),
      });
      operations$.next(named('a'));
      expect(seen).toEqual(['A', how === 'fails' ? 'a bug' : how]);
    });
  }

  it('re-entrance: thousands in a row, each pushed at the end of the one before, do not fill the stack', () => {
    for (const options of [{}, { concurrency: 1 }, { concurrency: 1, ordered: true }]) {
      const operations$ = new Subject<OperationMessage>();
      let ends = 0;
      operations$.pipe(pollUntilDone(new ScriptedClient(), options)).subscribe(() => {
        if (++ends < 20_000) operations$.next(doneMessage('a'));
      });
      operations$.next(doneMessage('a'));
      expect(ends).toBe(20_000);
    }
  });
});

describe('pollUntilDone with a source of names and messages', () => {
  it('takes them mixed, and a message that is done costs no call', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const client = letteredClient({ a: 'rs', b: 's' });
      const source = { a: named('a'), b: running('half', named('b')), c: doneMessage('c') };
      const operations$ = cold<string | OperationMessage>('abc|', source);
      expectObservable(operations$.pipe(pollUntilDone(client, everyTen), map(letterOf))).toBe('-a(CB) 5ms (A|)');
      flush();
      expect(pollsOf(client)).toEqual(['a 0-1', 'b 1-2', 'a 10-11']);
    });
  });

  it('a message that says failed is a state without a call, too', () => {
    const client = new ScriptedClient();
    const seen: string[] = [];
    of(failed(10, 'disk full'))
      .pipe(pollUntilDone(client, types))
      .subscribe((state) => seen.push(brief(state)));
    expect(seen).toEqual(['failed #0, ABORTED: disk full']);
    expect(client.calls).toEqual([]);
  });

  for (const concurrency of [undefined, 1]) {
    it(`an invalid name errors the stream when its turn comes: concurrency ${concurrency}`, () => {
      marbles(({ cold, expectObservable, flush }) => {
        const client = letteredClient({ a: 'ss' });
        const operations$ = cold<string | OperationMessage>('ab-', { a: named('a'), b: '' });
        const typeError = jasmine.objectContaining({ name: 'TypeError', message: jasmine.stringMatching('is empty') });
        const states$ = operations$.pipe(pollUntilDone(client, { ...everyTen, concurrency }), map(letterOf));
        expectObservable(states$).toBe(concurrency ? '-(A#)' : '-#', undefined, typeError);
        flush();
        expect(pollsOf(client)).toEqual([concurrency ? 'a 0-1' : 'a 0-1 unsubscribed']);
      });
    });
  }
});

describe('pollUntilDone with concurrency', () => {
  it('the next polling begins when one ends, and those that wait cost nothing', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const client = letteredClient({ a: 'rs', b: 's', c: 'rs' });
      const letters$ = cold('(abc|)');
      expectObservable(polled(letters$, client, { concurrency: 1 })).toBe('-a 9ms ABc 9ms (C|)');
      expectSubscriptions(letters$.subscriptions).toBe('(^!)');
      flush();
      expect(pollsOf(client)).toEqual([...['a 0-1', 'a 10-11', 'b 11-12'], ...['c 12-13', 'c 22-23']]);
    });
  });

  it('those that wait are never polled when it is left, or fails, before', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const client = letteredClient({ a: 'rs', b: 's', c: 'rs' });
      expectObservable(polled(cold('(abc)'), client, { concurrency: 1 }), '^----!').toBe('-a----');
      expectObservable(polled(cold('(xbc)'), client, { concurrency: 1 })).toBe('-#', undefined, pollError);
      flush();
      expect(pollsOf(client)).toEqual(['a 0-1', 'x 0-1 failed']);
    });
  });

  for (const concurrency of [1, 2, 3, 7, 26]) {
    it(`never polls more than ${concurrency} at once`, () => {
      marbles(({ flush }) => {
        const letters = Array.from('abcdefghijklmnopqrstuvwxyz');
        const scripts = letters.map((letter, i) => [letter, `${'r'.repeat((i * 7) % 5)}s`] as const);
        const client = letteredClient(Object.fromEntries<string>(scripts));
        const polling = new Set<string>();
        let most = 0;
        const watched: OperationsClient = {
          ...client,
          getOperation: (request) => {
            most = Math.max(most, polling.add(request.name.slice(-1)).size);
            return client.getOperation(request);
          },
        };
        const ends: string[] = [];
        polled(from(letters), watched, { concurrency }).subscribe((letter) => {
          if (polling.delete(letter.toLowerCase()) && letter === letter.toUpperCase()) ends.push(letter);
          else polling.add(letter);
        });
        flush();
        expect(most).toBe(concurrency);
        expect(ends.sort().join('')).toBe('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
      });
    });
  }

  for (const ordered of [false, true]) {
    it(`thousand-polls: thousands that wait and end synchronously do not fill the stack${ordered ? ', ordered' : ''}`, () => {
      marbles(({ flush }) => {
        const client = letteredClient({ a: 's' });
        const messages = Array.from({ length: 20_000 }, () => doneMessage('b'));
        let ends = 0;
        concat([named('a')], messages)
          .pipe(pollUntilDone(client, { ...everyTen, concurrency: 1, ordered }))
          .subscribe({ next: () => ends++, complete: () => (ends = -ends) });
        flush();
        expect(ends).toBe(-20_001);
      });
    });
  }

  it('refuses at the call what it could not use later', () => {
    const client = new ScriptedClient();
    for (const concurrency of [0, 1.5, NaN, -1, Infinity]) {
      expect(() => pollUntilDone(client, { concurrency })).toThrowError(
        RangeError,
        `concurrency must be a whole number of 1 or more, and finite; found ${concurrency}.`,
      );
    }
    expect(() => pollUntilDone(client, { callTimeout: 0 })).toThrowError(RangeError, /^callTimeout must be/);
    expect(() => pollUntilDone(client, { ordered: true, timeout: -1 })).toThrowError(RangeError, /^timeout must be/);
  });

  it('does nothing before it is subscribed to', () => {
    const client = new ScriptedClient();
    expect(of(NAME).pipe(pollUntilDone(client, { concurrency: 2, ordered: true }))).toBeDefined();
    expect(client.calls).toEqual([]);
  });
});

describe('pollUntilDone with ordered', () => {
  it('ends come in the order of the source, held ones together, and running states at once', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const client = letteredClient({ a: 'rrs', b: 's', c: 'rs' });
      const letters$ = cold('(abc|)');
      expectObservable(polled(letters$, client, { ordered: true })).toBe('-(ac) 6ms a 9ms (ABC|)');
      expectSubscriptions(letters$.subscriptions).toBe('(^!)');
      flush();
      expect(pollsOf(client)).toEqual([...['a 0-1', 'b 0-1', 'c 0-1'], ...['a 10-11', 'c 10-11', 'a 20-21']]);
    });
  });

  it('an end lets go only of those up to the next that still runs', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const client = letteredClient({ a: 'rs', b: 's', c: 'rrs', d: 's' });
      expectObservable(polled(cold('ab 4ms cd|'), client, { ordered: true })).toBe('-a 5ms c 3ms (AB) 2ms c 9ms (CD|)');
      flush();
      expect(client.inFlight).toBe(0);
    });
  });

  it('with concurrency, an end that is held has made room for the next polling', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const client = letteredClient({ a: 'rrs', b: 's', c: 'rs', d: 's' });
      const states$ = polled(cold('(abcd|)'), client, { ordered: true, concurrency: 2 });
      expectObservable(states$).toBe('-ac 8ms a 9ms (ABCD|)');
      flush();
      expect(pollsOf(client)).toEqual([
        ...['a 0-1', 'b 0-1', 'c 1-2', 'a 10-11'],
        ...['c 11-12', 'd 12-13', 'a 20-21'],
      ]);
    });
  });

  it('an error comes at once, and the ends that are held do not', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const client = letteredClient({ a: 'rs', b: 'ss' });
      expectObservable(polled(cold('ab---#'), client, { ordered: true })).toBe('-a---#');
      expectObservable(polled(cold('xb---|'), letteredClient({ b: 's' }), { ordered: true })).toBe(
        '-#',
        undefined,
        pollError,
      );
      flush();
      expect(client.inFlight).toBe(0);
    });
  });

  it('a later operator that ends among ends that are let go ends all', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const client = letteredClient({ a: 'rs', b: 's', c: 's', d: 'rs' });
      const letters$ = cold('(abcd)');
      expectObservable(polled(letters$, client, { ordered: true }).pipe(take(4))).toBe('-(ad) 6ms (AB|)');
      expectSubscriptions(letters$.subscriptions).toBe('^ 10ms !');
      flush();
      expect(client.inFlight).toBe(0);
    });
  });

  it('re-entrance: what is pushed while ends are let go comes after them', () => {
    marbles(({ flush }) => {
      const client = letteredClient({ a: 'rs', b: 's', c: 's' });
      const operations$ = new Subject<string | OperationMessage>();
      const seen: string[] = [];
      operations$.pipe(pollUntilDone(client, { ...everyTen, ordered: true }), map(letterOf)).subscribe((letter) => {
        seen.push(letter);
        if (letter === 'A') operations$.next(doneMessage('d'));
      });
      for (const letter of 'abc') operations$.next(named(letter));
      flush();
      expect(seen).toEqual(['a', 'A', 'B', 'C', 'D']);
    });
  });
});
