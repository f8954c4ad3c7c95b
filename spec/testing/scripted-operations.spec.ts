import { map, NEVER, Subject, timer, VirtualTimeScheduler } from 'rxjs';
import type { OperationMessage, RpcError } from '../../src/index.js';
import { cancel$, delete$, pollOperation$, StatusCode } from '../../src/index.js';
import { cancelled, failed, running, scriptedOperations, succeeded } from '../../src/testing/index.js';
import { marbles } from '../support/marbles.js';
import { brief, NAME, running as runningMessage, types } from '../support/messages.js';
import { denied } from '../support/rpc-errors.js';
import { outcome, outcomeOf, outcomes } from './outcome.js';

const options = { ...types, schedule: () => 1_000 };

describe('scriptedOperations', () => {
  it('answers the polls of an operation in order, one each', () => {
    marbles(({ expectObservable, flush }) => {
      const script = [running('half'), StatusCode.UNAVAILABLE, running(), succeeded('painted', 'all')];
      const client = scriptedOperations({ [NAME]: script }, types);
      expectObservable(pollOperation$(client, NAME, options).pipe(map(brief))).toBe('a 999ms b 999ms c 999ms (d|)', {
        a: 'running #1, at half, next 1000',
        b: 'running #2, at half, failures 1, UNAVAILABLE, next 1000',
        c: 'running #3, next 1000',
        d: 'succeeded #4, at all, gave painted',
      });
      flush();
      expect(client.calls.map(({ startedAt, end }) => [startedAt, end])).toEqual([
        [0, { how: 'completed', at: 0 }],
        [1_000, { how: 'failed', at: 1_000 }],
        [2_000, { how: 'completed', at: 2_000 }],
        [3_000, { how: 'completed', at: 3_000 }],
      ]);
    });
  });

  it('answers each operation from its own script', () => {
    const client = scriptedOperations({ a: 'rs', b: 'f' });
    expect(outcome(client, 'a')).toEqual({ name: 'a', done: false });
    expect(outcome(client, 'b')).toEqual({
      name: 'b',
      done: true,
      error: { code: StatusCode.INTERNAL, message: 'as scripted', details: [] },
    });
    expect(outcome(client, 'a')).toEqual({ name: 'a', done: true });
  });

  it('answers failed and cancelled operations, and messages as a server sends them', () => {
    const error = { code: StatusCode.ABORTED, message: 'no paint', details: [] };
    const sent = runningMessage('half', 'operations/2');
    const client = scriptedOperations(
      { [NAME]: [sent, failed(StatusCode.ABORTED, 'no paint', 'half'), cancelled('most'), { done: true, error }] },
      types,
    );
    const half = sent.metadata;
    expect(outcome(client)).toEqual(sent);
    expect(outcome(client)).toEqual({ name: NAME, done: true, error, metadata: half });
    expect(outcome(client)).toEqual({
      ...runningMessage('most'),
      done: true,
      error: { code: StatusCode.CANCELLED, message: 'the operation was cancelled', details: [] },
    });
    expect(outcome(client)).toEqual({ name: NAME, done: true, error });
  });

  it('fails a call with the very error of the script, and for a status code with one as a client makes it', () => {
    const error = denied();
    const client = scriptedOperations({ [NAME]: [error, StatusCode.UNAVAILABLE] });
    expect(outcome(client)).toBe(error);
    expect(outcome(client)).toEqual(
      jasmine.objectContaining({
        name: 'RpcError',
        code: StatusCode.UNAVAILABLE,
        message: 'GetOperation of "operations/1": UNAVAILABLE: as scripted',
      }),
    );
  });

  it('subscribes to an Observable among the answers, once for its call', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const slow = cold('--a|', { a: running('half') });
      const lost = cold<never>('-#', undefined, denied());
      const client = scriptedOperations({ [NAME]: [slow, lost] }, types);
      const message$ = client.getOperation({ name: NAME });
      expectObservable(message$).toBe('--a|', { a: runningMessage('half') });
      expectObservable(message$, '----^').toBe('-----#', undefined, denied());
      expectSubscriptions(slow.subscriptions).toBe('^--!');
      expectSubscriptions(lost.subscriptions).toBe('----^!');
      flush();
      expect(client.calls.map(({ answeredAt, end }) => [answeredAt, end])).toEqual([
        [2, { how: 'completed', at: 3 }],
        [undefined, { how: 'failed', at: 5 }],
      ]);
    });
  });

  it('is cold: an answer is taken when a call is subscribed to, and each subscription is a call', () => {
    const client = scriptedOperations({ [NAME]: 'rs' });
    const message$ = client.getOperation({ name: NAME }, { timeout: 5 });
    const done: boolean[] = [];
    expect(client.calls).toEqual([]);
    message$.subscribe((message) => done.push(message.done));
    message$.subscribe((message) => done.push(message.done));
    expect(done).toEqual([false, true]);
    expect(client.calls.map(({ method, request, options }) => ({ method, request, options }))).toEqual(
      Array(2).fill({ method: 'getOperation', request: { name: NAME }, options: { timeout: 5 } }),
    );
  });

  it('unsubscribe-during-call: the call is recorded as unsubscribed, and is not in flight any more', () => {
    marbles(({ expectObservable, flush }) => {
      const client = scriptedOperations({ [NAME]: [running(), NEVER] });
      const states$ = pollOperation$(client, NAME, options).pipe(map(({ status }) => status));
      expectObservable(states$, '^ 1500ms !').toBe('r', { r: 'running' });
      expectObservable(timer(1_200).pipe(map(() => client.inFlight))).toBe('1200ms (1|)', { 1: 1 });
      flush();
      expect(client.inFlight).toBe(0);
      expect(client.calls[1]).toEqual(
        jasmine.objectContaining({ startedAt: 1_000, end: { how: 'unsubscribed', at: 1_501 } }),
      );
    });
  });

  it('a call in flight has no end, and no answer until there is one', () => {
    const answer = new Subject<OperationMessage>();
    const client = scriptedOperations({ [NAME]: [answer] }, { scheduler: new VirtualTimeScheduler() });
    client.getOperation({ name: NAME }).subscribe();
    expect(client.calls).toEqual([
      { method: 'getOperation', request: { name: NAME }, options: undefined, startedAt: 0 },
    ]);
    answer.next(runningMessage());
    expect(client.calls[0]).toEqual(jasmine.objectContaining({ answeredAt: 0 }));
    expect(client.inFlight).toBe(1);
  });

  describe('when a script is used up', () => {
    it('answers as at the end, when the operation is done', () => {
      expect(outcomes(scriptedOperations({ [NAME]: 'rs' }), 4)).toEqual([
        'running',
        'succeeded',
        'succeeded',
        'succeeded',
      ]);
      expect(outcomes(scriptedOperations({ [NAME]: 'su' }), 3)).toEqual(['succeeded', 'UNAVAILABLE', 'succeeded']);
    });

    it('answers so after an Observable that ended it, without its delay', () => {
      marbles(({ cold, expectObservable }) => {
        const client = scriptedOperations({ [NAME]: [cold('--(s|)', { s: succeeded() })] });
        const done$ = client.getOperation({ name: NAME }).pipe(map(({ done }) => done));
        expectObservable(done$).toBe('--(d|)', { d: true });
        expectObservable(done$, '---^').toBe('---(d|)', { d: true });
      });
    });

    it('fails the call with an error that says so, when it is not done, and polling reports it', () => {
      const used = /The script of "operations\/1" is used up after 2 calls, and the operation is not done/;
      const scheduler = new VirtualTimeScheduler();
      const client = scriptedOperations({ [NAME]: 'ru' }, { scheduler });
      let ended: unknown;
      pollOperation$(client, NAME, { ...options, scheduler }).subscribe({ error: (error: unknown) => (ended = error) });
      scheduler.flush();
      expect(ended).toEqual(
        jasmine.objectContaining({
          name: 'PollError',
          cause: jasmine.objectContaining({ message: jasmine.stringMatching(used) }),
        }),
      );
      expect(client.calls.map(({ startedAt, end }) => [startedAt, end?.how])).toEqual([
        [0, 'completed'],
        [1_000, 'failed'],
        [2_000, 'failed'],
      ]);
    });
  });

  it('done-false-after-done: a script may go on after the end', () => {
    expect(outcomes(scriptedOperations({ [NAME]: 'srs' }), 3)).toEqual(['succeeded', 'running', 'succeeded']);
  });

  it('name-follows-response: a message may carry another name, which has a script of its own', () => {
    marbles(({ expectObservable }) => {
      const client = scriptedOperations({ [NAME]: [{ name: 'operations/2', done: false }], 'operations/2': 's' });
      expectObservable(pollOperation$(client, NAME, options).pipe(map(({ name, status }) => `${name} ${status}`))).toBe(
        'a 999ms (b|)',
        { a: 'operations/2 running', b: 'operations/2 succeeded' },
      );
    });
  });

  it('NOT_FOUND: an operation without a script', () => {
    const client = scriptedOperations({});
    expect(outcome(client)).toEqual(
      jasmine.objectContaining({
        code: StatusCode.NOT_FOUND,
        message: 'GetOperation of "operations/1": NOT_FOUND: it has no script, or was deleted',
      }),
    );
    for (const call$ of [cancel$(client, NAME), delete$(client, NAME)]) {
      expect((outcomeOf(call$) as RpcError).code).toBe(StatusCode.NOT_FOUND);
    }
    expect(client.calls.map(({ end }) => end?.how)).toEqual(['failed', 'failed', 'failed']);
  });
});
