import type { Observable } from 'rxjs';
import { config, map, NEVER, of, Subject, take, throwError, toArray } from 'rxjs';
import type { PollUntilDoneOptions } from '../../operators/index.js';
import { pollUntilDone } from '../../operators/index.js';
import type { LostState, OperationMessage, OperationsClient } from '../../src/index.js';
import {
  fixedInterval,
  isPollError,
  isPollTimeoutError,
  isUnpackError,
  pack,
  StatusCode,
  tolerateTransient,
} from '../../src/index.js';
import type { ScriptedAnswer } from '../../src/testing/index.js';
import { running as runs, scriptedOperations } from '../../src/testing/index.js';
import { everyTen, letteredClient, named, pollsOf } from '../support/lettered-operations.js';
import { marbles } from '../support/marbles.js';
import { count, running, succeeded, types } from '../support/messages.js';
import { denied } from '../support/rpc-errors.js';
import { ScriptedClient } from '../support/scripted-client.js';

const { NOT_FOUND, PERMISSION_DENIED, UNAVAILABLE } = StatusCode;

/** A state as a letter: that of its operation, a capital when it is done, after a `!` when it is lost. */
function letterOf({ name, status }: { readonly name: string; readonly status: string }): string {
  const letter = name.slice(-1);
  if (status === 'running') return letter;
  return status === 'lost' ? `!${letter}` : letter.toUpperCase();
}

/** In marbles, `x` is a lost one. */
const values = { ...Object.fromEntries(Array.from('abcABC', (letter) => [letter, letter])), x: '!x', y: '!y' };

function polled(
  letters$: Observable<string>,
  client: OperationsClient,
  options: PollUntilDoneOptions<string, string> = {},
): Observable<string> {
  return letters$.pipe(
    map(named),
    pollUntilDone(client, { ...everyTen, ...options, onLost: 'emit' }),
    map((state) => letterOf(state)),
  );
}

/** The lost state of an operation of one script, on the clock of a TestScheduler, which starts at 0. */
function lost(
  answers: readonly ScriptedAnswer<string, string>[],
  options: PollUntilDoneOptions<string, string> = {},
  operation: string | OperationMessage = named('x'),
): LostState<string> {
  let state: LostState<string> | undefined;
  marbles(({ flush }) => {
    const client = scriptedOperations<string, string>({ [named('x')]: answers }, types);
    of(operation)
      .pipe(pollUntilDone(client, { ...types, schedule: fixedInterval(10), ...options, onLost: 'emit' }))
      .subscribe((last) => (state = last.status === 'lost' ? last : undefined));
    flush();
    expect(client.inFlight).toBe(0);
  });
  if (!state) throw new Error('it was not lost');
  return state;
}

describe("pollUntilDone with onLost: 'emit'", () => {
  for (const [kind, source, subscription, states, polls] of [
    ['the only one', 'x|', '^!', '-(x|)', ['x 0-1 failed']],
    ['the first', '(xa|)', '(^!)', '-(xa) 6ms (A|)', ['x 0-1 failed', 'a 0-1', 'a 10-11']],
    ['the last', '(ax|)', '(^!)', '-(ax) 6ms (A|)', ['a 0-1', 'x 0-1 failed', 'a 10-11']],
    ['each', '(xy|)', '(^!)', '-(xy|)', ['x 0-1 failed', 'y 0-1 failed']],
    ['none', '(a|)', '(^!)', '-a 9ms (A|)', ['a 0-1', 'a 10-11']],
    ['one before an error of the source', 'x-#', '^-!', '-x#', ['x 0-1 failed']],
  ] as const) {
    it(`one-lost-of-many: the others come to their end, and the lost one is told by name: ${kind}`, () => {
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const client = letteredClient({ a: 'rs' });
        const letters$ = cold(source);
        expectObservable(polled(letters$, client)).toBe(states, values);
        expectSubscriptions(letters$.subscriptions).toBe(subscription);
        flush();
        expect(pollsOf(client)).toEqual([...polls]);
      });
    });
  }

  it('a lost one makes room for the next', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const client = letteredClient({ a: 'rs', b: 's' });
      expectObservable(polled(cold('(xayb|)'), client, { concurrency: 1 })).toBe('-xa 9ms Ay(B|)', values);
      flush();
      expect(pollsOf(client)).toEqual(['x 0-1 failed', 'a 1-2', 'a 11-12', 'y 12-13 failed', 'b 13-14']);
    });
  });

  it('with ordered, a lost one has its place among the ends, and holds nobody back', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const client = letteredClient({ a: 'rs', b: 's', c: 'rrs' });
      const states$ = polled(cold('(axbcy|)'), client, { ordered: true });
      expectObservable(states$).toBe('-(ac) 6ms (Axbc) 4ms (Cy|)', { ...values, b: 'B' });
      flush();
      expect(client.inFlight).toBe(0);
    });
  });

  it('with ordered and concurrency, a lost one that is held has made room', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const client = letteredClient({ a: 'rrs', b: 's' });
      const states$ = polled(cold('(axb|)'), client, { ordered: true, concurrency: 2 });
      expectObservable(states$).toBe('-a 9ms a 9ms (AxB|)', values);
      flush();
      expect(pollsOf(client)).toEqual(['a 0-1', 'x 0-1 failed', 'b 1-2', 'a 10-11', 'a 20-21']);
    });
  });

  it('thousand-polls: thousands that are lost at once do not fill the stack', () => {
    for (const options of [{}, { concurrency: 1 }, { concurrency: 1, ordered: true }]) {
      const names = Array.from({ length: 20_000 }, (_, index) => `operations/${index}`);
      let ends = 0;
      of(...names)
        .pipe(pollUntilDone(scriptedOperations({}), { ...options, onLost: 'emit' }))
        .subscribe({ next: ({ status }) => (ends += status === 'lost' ? 1 : 0), complete: () => (ends = -ends) });
      expect(ends).toBe(-20_000);
    }
  });

  it('unsubscribe-during-call: leaving at a lost one leaves nothing behind', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const client = letteredClient({ a: 'rs', b: 'rs' });
      const letters$ = cold('ax-b---');
      expectObservable(polled(letters$, client).pipe(take(2))).toBe('-a(x|)', values);
      expectSubscriptions(letters$.subscriptions).toBe('^-!');
      flush();
      expect(pollsOf(client)).toEqual(['a 0-1', 'x 1-2 failed']);
    });
  });

  it('re-entrance: a handler of a lost one may push the next', () => {
    const operations$ = new Subject<string>();
    const seen: string[] = [];
    operations$
      .pipe(pollUntilDone(letteredClient({ a: 's' }, 0), { ...everyTen, onLost: 'emit', concurrency: 1 }))
      .subscribe((state) => {
        seen.push(letterOf(state));
        if (state.status === 'lost') operations$.next(named('a'));
      });
    operations$.next(named('x'));
    expect(seen).toEqual(['!x', 'A']);
  });

  it('what a handler throws is no loss', () => {
    const reported: unknown[] = [];
    marbles(({ flush }) => {
      config.onUnhandledError = (error) => reported.push(error);
      const seen: string[] = [];
      polled(of('a'), letteredClient({ a: 'rs' })).subscribe((letter) => {
        seen.push(letter);
        if (letter === 'a') throw new Error('a bug');
      });
      flush();
      expect(seen).toEqual(['a', 'A']);
    });
    config.onUnhandledError = null;
    expect(reported).toEqual([new Error('a bug')]);
  });

  it("'error', said aloud or not, errors the stream with the error as it is", () => {
    for (const onLost of ['error', undefined] as const) {
      const errors: unknown[] = [];
      of(named('x'))
        .pipe(pollUntilDone(scriptedOperations({}), { onLost }))
        .subscribe({ error: (error: unknown) => errors.push(error) });
      expect(errors.map(isPollError)).toEqual([true]);
    }
  });
});

describe('A lost state', () => {
  it('after a poll that is not tolerated has what was known, and the poll that failed', () => {
    const state = lost([runs('half'), PERMISSION_DENIED]);
    const { error, poll } = state;
    if (!isPollError(error)) throw new Error(`expected a PollError, found ${error.name}`);
    expect([state.name, state.status, state.done, state.metadata]).toEqual([named('x'), 'lost', false, 'half']);
    expect(state.message).toEqual(running('half', named('x')));
    expect([error.code, error.operationName]).toEqual([PERMISSION_DENIED, named('x')]);
    expect(poll).toEqual({ attempt: 2, failures: 1, lastError: error.cause as never, failingSince: 10 });
  });

  it('after failures that were tolerated, up to a limit, counts them all, from the first', () => {
    const answers = [runs('half'), UNAVAILABLE, UNAVAILABLE];
    const { poll, error } = lost(answers, { tolerance: tolerateTransient({ maxFailures: 1 }) });
    expect(poll).toEqual({ attempt: 3, failures: 2, lastError: (error as { cause?: never }).cause!, failingSince: 10 });
  });

  it('after a first poll that failed knows the name, and nobody has answered', () => {
    const { error, message, metadata, poll } = lost([NOT_FOUND]);
    expect(message).toEqual({ name: named('x'), done: false });
    expect(isPollError(error) && error.lastState?.status).toBe('unknown');
    expect([metadata, poll.attempt, poll.failures, poll.nextDelay]).toEqual([undefined, 1, 1, undefined]);
  });

  it('of a message has what the message says', () => {
    const state = lost([NOT_FOUND], {}, running('half', named('x')));
    expect([state.metadata, state.message]).toEqual(['half', running('half', named('x'))]);
  });

  it('has the metadata error of what was known, and no hint for a next poll', () => {
    const hinted = { name: named('x'), done: false, metadata: pack(3, count), retryDelay: 7 };
    const client = new ScriptedClient({ getOperation: [of(hinted), throwError(denied)] });
    let state: unknown;
    marbles(({ flush }) => {
      of(named('x'))
        .pipe(pollUntilDone(client, { ...everyTen, onLost: 'emit' }))
        .subscribe((last) => (state = last));
      flush();
    });
    expect(state).toEqual(
      jasmine.objectContaining({
        status: 'lost',
        metadataError: jasmine.objectContaining({ packed: hinted.metadata }),
        poll: { attempt: 2, failures: 1, failingSince: 9, lastError: denied() },
      }),
    );
  });

  it('of one whose types do not read what comes keeps the message', () => {
    const metadataType = { typeName: 'acme.v1.Text', fromJson: () => 'half' };
    const state = lost([], { metadataType }, running('half', named('x')));
    expect([isUnpackError(state.error), state.message]).toEqual([true, running('half', named('x'))]);
  });

  it('of an operation that was renamed has the new name', () => {
    expect(lost([{ name: named('z'), done: false }]).name).toBe(named('z'));
  });

  it('after a failure that is no RpcError has it as the cause', () => {
    const bug = new Error('a bug of the client');
    const { error, poll } = lost([runs(), bug]);
    expect([isPollError(error), error.cause]).toEqual([true, bug]);
    expect(poll).toEqual({ attempt: 2, failures: 1, failingSince: 10 });
  });

  it('after its time was up has the last poll, which was made then', () => {
    const { error, metadata, poll } = lost([runs('half'), runs('most')], { timeout: 10 });
    expect([isPollTimeoutError(error), metadata]).toEqual([true, 'most']);
    expect(poll).toEqual({ attempt: 2, failures: 0 });
  });

  it('after its time was up while polls failed says so', () => {
    const { error, metadata, poll } = lost([runs('half'), UNAVAILABLE], { timeout: 10 });
    if (!isPollTimeoutError(error)) throw new Error(`expected a PollTimeoutError, found ${error.name}`);
    expect(metadata).toBe('half');
    expect(poll).toEqual({ attempt: 2, failures: 1, lastError: error.lastError!, failingSince: 10 });
  });

  it('response-wrong-type: of one that is done, and whose response does not unpack', () => {
    const packed = pack(3, count);
    const polledDone = lost([runs('half'), { done: true, response: packed }]);
    expect([isUnpackError(polledDone.error), polledDone.metadata, polledDone.poll]).toEqual([
      true,
      'half',
      { attempt: 2, failures: 0 },
    ]);
    const message = { name: named('x'), done: true, response: packed };
    expect(polledDone.error).toEqual(jasmine.objectContaining({ packed }));
    const known = lost([], {}, message);
    expect([isUnpackError(known.error), known.message, known.poll]).toEqual([
      true,
      message,
      { attempt: 0, failures: 0 },
    ]);
  });

  it('after an option threw, or an input of one failed, has that as it is', () => {
    const bug = new Error('a bug of the schedule');
    const thrown = lost([runs('half'), runs('more')], {
      schedule: (attempt) => {
        if (attempt === 2) throw bug;
        return 10;
      },
    });
    expect([thrown.error, thrown.metadata, thrown.poll]).toEqual([bug, 'half', { attempt: 1, failures: 0 }]);
    const failed = lost([UNAVAILABLE, NEVER], { pauseWhile: throwError(() => bug) });
    expect([failed.error, failed.poll]).toEqual([bug, { attempt: 0, failures: 0 }]);
  });

  it('after an input of an option failed between polls keeps the failures so far', () => {
    const bug = new Error('a bug');
    let state: LostState | undefined;
    marbles(({ cold, flush }) => {
      const client = scriptedOperations({ [named('x')]: [UNAVAILABLE] });
      of(named('x'))
        .pipe(pollUntilDone(client, { pauseWhile: cold<boolean>('-#', undefined, bug), onLost: 'emit' }))
        .subscribe((last) => (state = last.status === 'lost' ? last : undefined));
      flush();
    });
    expect([state?.error, state?.poll]).toEqual([
      bug,
      {
        ...{ attempt: 1, failures: 1, failingSince: 0 },
        lastError: jasmine.objectContaining({ code: UNAVAILABLE }),
      },
    ]);
  });

  it('has an Error, whatever was thrown', () => {
    const { error } = lost([], { pauseWhile: throwError(() => 'no delay') });
    expect([error, error.cause]).toEqual([new Error('no delay'), 'no delay']);
  });

  for (const [what, item, name] of [
    ['an empty name', '', ''],
    ['a name that cannot be sent', 'operations/\n', 'operations/\n'],
    ['nothing', undefined, ''],
    ['null', null, ''],
    ['a number', 5, ''],
    ['a message without a name', {}, ''],
    ['a message of another API, of a name', { name: named('x'), status: 'DONE' }, named('x')],
    ['a message whose name is no text', { name: 5, done: false }, ''],
    ['a message without a name to poll by', { name: '', done: false }, ''],
  ] as const) {
    it(`stands for an item that is no operation, too: ${what}`, () => {
      const client = new ScriptedClient();
      const states: unknown[] = [];
      of(item as string, succeeded('hello'))
        .pipe(pollUntilDone(client, { ...types, onLost: 'emit', ordered: true }), toArray())
        .subscribe((all) => states.push(...all));
      expect(states).toEqual([
        {
          status: 'lost',
          done: false,
          name,
          message: { name, done: false },
          poll: { attempt: 0, failures: 0 },
          error: jasmine.any(TypeError),
        },
        jasmine.objectContaining({ status: 'succeeded' }),
      ]);
    });
  }
});
