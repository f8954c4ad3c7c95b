import { map, of, throwError } from 'rxjs';
import type { OperationMessage } from '../../../src/index.js';
import {
  exponentialThenFixed,
  pack,
  PollError,
  pollOperation$,
  StatusCode,
  toStatusDetail,
  UnpackError,
} from '../../../src/index.js';
import { marbles } from '../../support/marbles.js';
import { brief, count, failed, NAME, running, succeeded, text, types } from '../../support/messages.js';
import { denied, unavailable } from '../../support/rpc-errors.js';
import { ScriptedClient } from '../../support/scripted-client.js';

const options = { ...types, schedule: exponentialThenFixed({ initialDelay: 1_000, multiplier: 2, jitter: 'none' }) };

describe('pollOperation$', () => {
  it('polls at once, then after each delay, until the operation is done', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const answers = [
        cold('-(a|)', { a: running() }),
        cold('-(a|)', { a: running('half') }),
        cold('-(a|)', { a: succeeded('hello', 'all') }),
      ];
      const client = new ScriptedClient({ getOperation: answers });
      expectObservable(pollOperation$(client, NAME, options).pipe(map(brief))).toBe('-a 1000ms b 2000ms (c|)', {
        a: 'running #1, next 1000',
        b: 'running #2, at half, next 2000',
        c: 'succeeded #3, at all, gave hello',
      });
      expectSubscriptions(answers[0]!.subscriptions).toBe('^!');
      expectSubscriptions(answers[1]!.subscriptions).toBe('1001ms ^!');
      expectSubscriptions(answers[2]!.subscriptions).toBe('3002ms ^!');
    });
  });

  it('calls nothing before it is subscribed to', () => {
    const client = new ScriptedClient({ getOperation: [of(succeeded())] });
    const states$ = pollOperation$(client, NAME);
    expect(client.calls).toEqual([]);
    states$.subscribe();
    expect(client.calls.length).toBe(1);
  });

  it('sends the call timeout of 10 s by default, else the one that is set, and the headers', () => {
    for (const [set, sent] of [
      [{}, { timeout: 10_000, headers: undefined }],
      [
        { callTimeout: 500, headers: { a: 'b' } },
        { timeout: 500, headers: { a: 'b' } },
      ],
    ] as const) {
      const client = new ScriptedClient({ getOperation: [of(succeeded())] });
      pollOperation$(client, NAME, set).subscribe();
      expect(client.calls.map((call) => call.options)).toEqual([sent]);
    }
  });

  it('takes the defaults for options that are undefined', () => {
    const client = new ScriptedClient({ getOperation: [of(succeeded())] });
    const unset = { schedule: undefined, tolerance: undefined, callTimeout: undefined, timeout: undefined };
    pollOperation$(client, NAME, { ...unset, headers: undefined, scheduler: undefined }).subscribe();
    expect(client.calls[0]?.options?.timeout).toBe(10_000);
  });

  it('poll-rpc-error: the error surfaces as the cause, the name is kept, the operation is not done', () => {
    marbles(({ cold, expectObservable }) => {
      const cause = denied();
      const client = new ScriptedClient({ getOperation: [of(running()), cold('-#', undefined, cause)] });
      const error = new PollError({
        operationName: NAME,
        attempts: 2,
        reason: 'PERMISSION_DENIED is not tolerated',
        cause,
      });
      expectObservable(pollOperation$(client, NAME, options).pipe(map(({ done }) => done))).toBe(
        'a 1000ms #',
        { a: false },
        error,
      );
    });
  });

  it('poll-error-result: a failed operation is a state and not an error of the stream', () => {
    marbles(({ expectObservable }) => {
      const detail = toStatusDetail(pack('why', text));
      const client = new ScriptedClient({ getOperation: [of(failed(StatusCode.NOT_FOUND, 'gone', [detail], 'half'))] });
      const states$ = pollOperation$(client, NAME, options);
      expectObservable(states$.pipe(map(brief))).toBe('(a|)', { a: 'failed #1, at half, NOT_FOUND: gone' });
    });
  });

  it('op-error-after-polls: code, message and the number of calls are exact', () => {
    marbles(({ expectObservable, flush }) => {
      const answers = [running(), running(), failed(StatusCode.ABORTED, 'disk full')];
      const client = new ScriptedClient({ getOperation: answers.map((answer) => of(answer)) });
      expectObservable(pollOperation$(client, NAME, options).pipe(map(brief))).toBe('a 999ms b 1999ms (c|)', {
        a: 'running #1, next 1000',
        b: 'running #2, next 2000',
        c: 'failed #3, ABORTED: disk full',
      });
      flush();
      expect(client.calls.length).toBe(3);
    });
  });

  it('server-cancelled: done with code CANCELLED is the state cancelled, the metadata still readable', () => {
    marbles(({ expectObservable }) => {
      const client = new ScriptedClient({ getOperation: [of(failed(StatusCode.CANCELLED, 'stop', [], 'half'))] });
      const states$ = pollOperation$(client, NAME, options).pipe(map(brief));
      expectObservable(states$).toBe('(a|)', { a: 'cancelled #1, at half, CANCELLED: stop' });
    });
  });

  for (const message of [succeeded('hello'), failed(StatusCode.ABORTED, 'why'), succeeded()]) {
    it(`done-at-start: no call, and the schedule is never asked: ${message.error ? 'error' : String(message.response?.typeUrl)}`, () => {
      marbles(({ expectObservable, flush }) => {
        const client = new ScriptedClient();
        const schedule = jasmine.createSpy('schedule');
        const states$ = pollOperation$(client, message, { ...types, schedule });
        expectObservable(states$.pipe(map((state) => state.message))).toBe('(a|)', { a: message });
        flush();
        expect(client.calls).toEqual([]);
        expect(schedule).not.toHaveBeenCalled();
      });
    });
  }

  it('name-follows-response: a poll that shows a new name makes the next one ask for it', () => {
    marbles(({ expectObservable, flush }) => {
      const names = ['operations/2', '', 'operations/3', 'operations/3'];
      const client = new ScriptedClient({
        getOperation: names.map((name, i) => of({ ...(i === 3 ? succeeded() : running()), name })),
      });
      const states$ = pollOperation$(client, NAME, options).pipe(map(({ name }) => name));
      expectObservable(states$).toBe('a 999ms a 1999ms b 3999ms (b|)', { a: 'operations/2', b: 'operations/3' });
      flush();
      expect(client.polledNames).toEqual([NAME, 'operations/2', 'operations/2', 'operations/3']);
    });
  });

  it('done-false-after-done: nothing is asked after done, whatever the server would say', () => {
    marbles(({ expectObservable, flush }) => {
      const client = new ScriptedClient({ getOperation: [of(succeeded('hello')), of(running())] });
      expectObservable(pollOperation$(client, NAME, options).pipe(map(brief))).toBe('(a|)', {
        a: 'succeeded #1, gave hello',
      });
      flush();
      expect(client.calls.length).toBe(1);
    });
  });

  it('response-wrong-type: the stream ends with an UnpackError, not an OperationError', () => {
    marbles(({ expectObservable }) => {
      const answer: OperationMessage = { ...succeeded(), response: pack(3, count) };
      const client = new ScriptedClient({ getOperation: [of(answer)] });
      const error = new UnpackError({
        what: `response of "${NAME}"`,
        expected: 'acme.v1.Text',
        found: 'acme.v1.Count',
        packed: pack(3, count),
      });
      expectObservable(pollOperation$(client, NAME, options)).toBe('#', undefined, error);
    });
  });

  it('metadata-wrong-type-keeps-result: polling goes on and the result is delivered', () => {
    marbles(({ expectObservable }) => {
      const metadata = pack(3, count);
      const answers = [
        { ...running(), metadata },
        { ...succeeded('hello'), metadata },
      ];
      const client = new ScriptedClient({ getOperation: answers.map((answer) => of(answer)) });
      expectObservable(pollOperation$(client, NAME, options).pipe(map(brief))).toBe('a 999ms (b|)', {
        a: 'running #1, next 1000',
        b: 'succeeded #2, gave hello',
      });
    });
  });

  it('by-snapshot: a done message makes no call, a running one is polled at once', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const answer = cold('-(a|)', { a: succeeded('hello') });
      const client = new ScriptedClient({ getOperation: [answer] });
      expectObservable(pollOperation$(client, running('half'), options).pipe(map(brief))).toBe('-(a|)', {
        a: 'succeeded #1, gave hello',
      });
      expectSubscriptions(answer.subscriptions).toBe('^!');
    });
  });

  it('transient-then-ok: running, UNAVAILABLE, running, done is a success', () => {
    marbles(({ expectObservable }) => {
      const client = new ScriptedClient({
        getOperation: [of(running('half')), throwError(unavailable), of(running('more')), of(succeeded('hello'))],
      });
      expectObservable(pollOperation$(client, NAME, options).pipe(map(brief))).toBe('a 999ms b 1999ms c 3999ms (d|)', {
        a: 'running #1, at half, next 1000',
        b: 'running #2, at half, failures 1, UNAVAILABLE, next 2000',
        c: 'running #3, at more, next 4000',
        d: 'succeeded #4, gave hello',
      });
    });
  });

  it('tolerates a first poll that fails, of an operation of which only the name is known', () => {
    marbles(({ expectObservable }) => {
      const client = new ScriptedClient({ getOperation: [throwError(unavailable), of(succeeded('hello'))] });
      expectObservable(pollOperation$(client, NAME, options).pipe(map(brief))).toBe('a 999ms (b|)', {
        a: 'unknown #1, failures 1, UNAVAILABLE, next 1000',
        b: 'succeeded #2, gave hello',
      });
    });
  });
});
