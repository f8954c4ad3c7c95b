import type { Observable } from 'rxjs';
import { concat, map, of, Subject, take } from 'rxjs';
import type { AwaitOperationOptions } from '../../operators/index.js';
import { awaitOperation } from '../../operators/index.js';
import type { OperationMessage, OperationsClient } from '../../src/index.js';
import { everyTen, letteredClient, named, pollsOf } from '../support/lettered-operations.js';
import { marbles } from '../support/marbles.js';
import { brief, failed, NAME, running, succeeded, types } from '../support/messages.js';
import { ScriptedClient } from '../support/scripted-client.js';

/** The responses of the operations of the letters of a source, which are the letters as capitals. */
function awaited(
  letters$: Observable<string>,
  client: OperationsClient,
  options: AwaitOperationOptions<string, string> = {},
): Observable<string> {
  return letters$.pipe(map(named), awaitOperation(client, { ...everyTen, ...options }));
}

const doneMessage = (letter: string): OperationMessage => succeeded(letter.toUpperCase(), undefined, named(letter));
const operationError = (name: string, text: string): unknown =>
  jasmine.objectContaining({ name: 'OperationError', operationName: name, message: jasmine.stringMatching(text) });

describe('awaitOperation', () => {
  for (const [kind, source, responses, subscription, polls] of [
    ['never', '----', '----', '^', []],
    ['empty', '--|', '--|', '^-!', []],
    ['one', '-a|', '-- 10ms (A|)', '^-!', ['a 1-2', 'a 11-12']],
    ['many', '-a-b-|', '----B 7ms (A|)', '^----!', ['a 1-2', 'b 3-4', 'a 11-12']],
    ['a source that outlives them', '-b----|', '--B---|', '^-----!', ['b 1-2']],
    ['an error of the source', '-a---#', '-----#', '^----!', ['a 1-2']],
    ['an error of the source at once', '#', '#', '(^!)', []],
  ] as const) {
    it(`gives the response of each operation of the source: ${kind}`, () => {
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const client = letteredClient({ a: 'rs', b: 's' });
        const letters$ = cold(source);
        expectObservable(awaited(letters$, client)).toBe(responses);
        expectSubscriptions(letters$.subscriptions).toBe(subscription);
        flush();
        expect(pollsOf(client)).toEqual([...polls]);
      });
    });
  }

  it('a polling that cannot go on errors the stream, and ends the others and the source', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const client = letteredClient({ a: 'rs' });
      const letters$ = cold('ax---');
      expectObservable(awaited(letters$, client)).toBe(
        '--#',
        undefined,
        jasmine.objectContaining({ name: 'PollError' }),
      );
      expectSubscriptions(letters$.subscriptions).toBe('^-!');
      flush();
      expect(pollsOf(client)).toEqual(['a 0-1', 'x 1-2 failed']);
    });
  });

  it('unsubscribe-during-call / during-delay: the calls of all are cancelled, and no operation is', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const client = letteredClient({ a: 'rs', b: 'rs' });
      const letters$ = cold('a--b---');
      expectObservable(awaited(letters$, client), '^---!').toBe('-----');
      expectSubscriptions(letters$.subscriptions).toBe('^---!');
      flush();
      expect(pollsOf(client)).toEqual(['a 0-1', 'b 3-4 unsubscribed']);
    });
  });

  it('two-pipes: one operator value keeps what each subscription waits for apart', () => {
    marbles(({ hot, expectObservable, expectSubscriptions, flush }) => {
      const client = letteredClient({ a: 'rs', b: 's', c: 'ss', d: 'f' });
      const operator = awaitOperation(client, { ...everyTen, concurrency: 1 });
      const [first$, second$, third$] = [hot('ab|'), hot('-c-|'), hot('d--')];
      expectObservable(first$.pipe(map(named), operator)).toBe('- 10ms A(B|)');
      expectObservable(second$.pipe(map(named), operator)).toBe('--C|');
      expectObservable(second$.pipe(map(named), operator)).toBe('--C|');
      expectObservable(third$.pipe(map(named), operator)).toBe('-#', undefined, operationError(named('d'), 'INTERNAL'));
      expectSubscriptions(first$.subscriptions).toBe('^-!');
      expectSubscriptions(second$.subscriptions).toBe(['^--!', '^--!']);
      expectSubscriptions(third$.subscriptions).toBe('^!');
      flush();
      expect(client.inFlight).toBe(0);
    });
  });

  for (const concurrency of [undefined, 1]) {
    it(`re-entrance: each response may start the next operation: concurrency ${concurrency}`, () => {
      marbles(({ flush }) => {
        const client = letteredClient({ a: 'rs', b: 's', c: 'rs' }, 0);
        const letters$ = new Subject<string>();
        const seen: string[] = [];
        awaited(letters$, client, { concurrency }).subscribe({
          next: (response) => {
            seen.push(response);
            if (response === 'C') letters$.complete();
            else letters$.next(response === 'A' ? 'b' : 'c');
          },
          complete: () => seen.push('completed'),
        });
        letters$.next('a');
        flush();
        expect(seen).toEqual(['A', 'B', 'C', 'completed']);
      });
    });
  }

  it('names and messages mixed, and messages that are done cost no call', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const client = letteredClient({ a: 'rs', b: 's' });
      const source = { a: named('a'), b: running('half', named('b')), c: doneMessage('c') };
      const operations$ = cold<string | OperationMessage>('a-b--c|', source);
      expectObservable(operations$.pipe(awaitOperation(client, everyTen))).toBe('---B-C 5ms (A|)');
      flush();
      expect(pollsOf(client)).toEqual(['a 0-1', 'b 2-3', 'a 10-11']);
    });
  });

  it('an invalid name in the source is a TypeError of the stream', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const client = letteredClient({ a: 'rs' });
      const typeError = jasmine.objectContaining({ name: 'TypeError' });
      const operations$ = cold<string | OperationMessage>('a--b', { a: named('a'), b: { name: '', done: false } });
      expectObservable(operations$.pipe(awaitOperation(client, everyTen))).toBe('---#', undefined, typeError);
      flush();
      expect(pollsOf(client)).toEqual(['a 0-1']);
    });
  });

  it('response-wrong-type: a response that does not unpack errors the stream', () => {
    const message = {
      name: NAME,
      done: true,
      response: { typeUrl: 'type.googleapis.com/x.Y', value: new Uint8Array() },
    };
    const errors: unknown[] = [];
    of(message)
      .pipe(awaitOperation(new ScriptedClient(), types))
      .subscribe({ error: (error: unknown) => errors.push(error) });
    expect(errors).toEqual([jasmine.objectContaining({ name: 'UnpackError', expected: 'acme.v1.Text', found: 'x.Y' })]);
  });

  it('with concurrency, the next wait begins when one ends', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const client = letteredClient({ a: 'rs', b: 's', c: 'rs', d: 's' });
      expectObservable(awaited(cold('(abcd|)'), client, { concurrency: 2 })).toBe('-B 9ms A(CD|)');
      flush();
      expect(pollsOf(client)).toEqual(['a 0-1', 'b 0-1', 'c 1-2', 'a 10-11', 'c 11-12', 'd 11-12']);
    });
  });

  it('with ordered, the responses come in the order of the source', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const client = letteredClient({ a: 'rs', b: 's', c: 'rs', d: 's' });
      expectObservable(awaited(cold('(abcd|)'), client, { ordered: true, concurrency: 3 })).toBe('- 10ms (ABCD|)');
      flush();
      expect(client.inFlight).toBe(0);
    });
  });

  it('thousand-polls: thousands that wait for their turn and are done already do not fill the stack', () => {
    marbles(({ flush }) => {
      const messages = Array.from({ length: 20_000 }, () => doneMessage('b'));
      let responses = 0;
      concat([named('a')], messages)
        .pipe(awaitOperation(letteredClient({ a: 's' }), { ...everyTen, concurrency: 1 }))
        .subscribe({ next: () => responses++, complete: () => (responses = -responses) });
      flush();
      expect(responses).toBe(-20_001);
    });
  });

  it('refuses at the call what it could not use later', () => {
    const client = new ScriptedClient();
    for (const concurrency of [0, 1.5, NaN, -1]) {
      for (const onFailure of ['emit', 'error'] as const) {
        expect(() => awaitOperation(client, { concurrency, onFailure })).toThrowError(
          RangeError,
          `concurrency must be a whole number of 1 or more, and finite; found ${concurrency}.`,
        );
      }
    }
    expect(() => awaitOperation(client, { callTimeout: -1 })).toThrowError(RangeError, /^callTimeout must be/);
  });

  it('does nothing before it is subscribed to', () => {
    const client = new ScriptedClient();
    expect(of(NAME).pipe(awaitOperation(client))).toBeDefined();
    expect(client.calls).toEqual([]);
  });
});

describe('awaitOperation with an operation that fails', () => {
  for (const [status, script, text] of [
    ['failed', 'f', 'INTERNAL'],
    ['cancelled', 'c', 'was cancelled'],
  ] as const) {
    it(`errors with the OperationError of one that is ${status}, and leaves the others alone`, () => {
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const client = letteredClient({ a: 's', b: 'rs', x: script, d: 'rs' });
        const letters$ = cold('abx-d---');
        expectObservable(awaited(letters$, client)).toBe('-A-#', undefined, operationError(named('x'), text));
        expectSubscriptions(letters$.subscriptions).toBe('^--!');
        flush();
        expect(pollsOf(client)).toEqual(['a 0-1', 'b 1-2', 'x 2-3']);
      });
    });

    it(`'error' said aloud does the same with one that is ${status} while a call is in flight`, () => {
      marbles(({ cold, expectObservable, flush }) => {
        const client = letteredClient({ a: 's', b: 's', x: script });
        const response$ = awaited(cold('(xb)'), client, { onFailure: 'error' });
        expectObservable(response$).toBe('-#', undefined, operationError(named('x'), text));
        flush();
        expect(pollsOf(client)).toEqual(['x 0-1', 'b 0-1 unsubscribed']);
      });
    });
  }

  it('with ordered, errors when the turn of the one that failed has come', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const client = letteredClient({ a: 'rs', x: 'f', c: 's' });
      const response$ = awaited(cold('(axc)'), client, { ordered: true });
      expectObservable(response$).toBe('- 10ms (A#)', undefined, operationError(named('x'), 'INTERNAL'));
      flush();
      expect(client.inFlight).toBe(0);
    });
  });

  for (const ordered of [false, true]) {
    it(`'emit' gives the last state of each${ordered ? ', ordered' : ''}, and errors with none of them`, () => {
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const client = letteredClient({ a: 'rs', b: 'f', c: 'c', d: 's' });
        const letters$ = cold('abcd|');
        const state$ = letters$.pipe(map(named), awaitOperation(client, { ...everyTen, ordered, onFailure: 'emit' }));
        const end$ = state$.pipe(map((state) => `${state.name.slice(-1)} ${brief(state)}`));
        expectObservable(end$).toBe(ordered ? '- 10ms (abcd|)' : '--bcd 6ms (a|)', {
          a: 'a succeeded #2, gave A',
          b: 'b failed #1, INTERNAL: as scripted',
          c: 'c cancelled #1, CANCELLED: the operation was cancelled',
          d: 'd succeeded #1, gave D',
        });
        expectSubscriptions(letters$.subscriptions).toBe('^---!');
        flush();
        expect(pollsOf(client)).toEqual(['a 0-1', 'b 1-2', 'c 2-3', 'd 3-4', 'a 10-11']);
      });
    });
  }

  for (const ordered of [false, true]) {
    it(`one-lost-of-many: 'emit' gives one that is lost a place, too${ordered ? ', in the order of the source' : ''}`, () => {
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const client = letteredClient({ a: 'rs', b: 's', d: 'rrr' });
        const letters$ = cold('(axbd|)');
        const options = { ...everyTen, ordered, concurrency: 3, timeout: 15, onFailure: 'emit' } as const;
        const end$ = letters$.pipe(
          map(named),
          awaitOperation(client, options),
          map((state) => `${state.name.slice(-1)} ${brief(state)}`),
        );
        expectObservable(end$).toBe(ordered ? '- 10ms (axb) 1ms (d|)' : '-(xb) 6ms a 5ms (d|)', {
          a: 'a succeeded #2, gave A',
          b: 'b succeeded #1, gave B',
          x: 'x lost #1, failures 1, NOT_FOUND, PollError',
          d: 'd lost #3, PollTimeoutError',
        });
        expectSubscriptions(letters$.subscriptions).toBe('(^!)');
        flush();
        expect(client.inFlight).toBe(0);
      });
    });
  }

  it(`'emit' gives what is no operation, and a response that does not unpack, a place`, () => {
    const packed = { typeUrl: 'type.googleapis.com/x.Y', value: new Uint8Array() };
    const seen: string[] = [];
    of<(string | OperationMessage)[]>('', { name: NAME, done: true, response: packed }, succeeded('hello'))
      .pipe(awaitOperation(new ScriptedClient(), { ...types, onFailure: 'emit' }))
      .subscribe((state) => seen.push(brief(state)));
    expect(seen).toEqual(['lost #0, TypeError', 'lost #0, UnpackError', 'succeeded #0, gave hello']);
  });

  it(`'emit' takes messages that failed already, without a call`, () => {
    const client = new ScriptedClient();
    const seen: string[] = [];
    of(failed(10, 'disk full'), succeeded('hello'), failed(1, 'on request'))
      .pipe(awaitOperation(client, { ...types, concurrency: 1, onFailure: 'emit' }), take(3))
      .subscribe((state) => seen.push(brief(state)));
    expect(seen).toEqual([
      'failed #0, ABORTED: disk full',
      'succeeded #0, gave hello',
      'cancelled #0, CANCELLED: on request',
    ]);
    expect(client.calls).toEqual([]);
  });
});
