import { merge } from 'rxjs';
import { toResponse } from '../../operators/index.js';
import { OperationError, StatusCode } from '../../src/index.js';
import { marbles } from '../support/marbles.js';
import { failed, running, succeeded } from '../support/messages.js';
import { denied, unavailable } from '../support/rpc-errors.js';
import { lostWith, stateOf } from '../support/states.js';

const states = {
  r: stateOf(running('half')),
  s: stateOf(succeeded('hello', 'all')),
  t: stateOf(succeeded('second', 'all', 'operations/2')),
  u: stateOf(succeeded()),
  f: stateOf(failed(StatusCode.ABORTED, 'disk full')),
  c: stateOf(failed(StatusCode.CANCELLED, 'by request')),
  l: lostWith(denied()),
};
const values = { s: 'hello', t: 'second', u: undefined };
const failure = new OperationError('operations/1', { code: StatusCode.ABORTED, message: 'disk full', details: [] });
const cancelled = new OperationError('operations/1', {
  code: StatusCode.CANCELLED,
  message: 'by request',
  details: [],
});

describe('toResponse', () => {
  for (const [kind, source, subscription, expected, error] of [
    ['never', '----', '^', '----', undefined],
    ['empty', '--|', '^-!', '--|', undefined],
    ['one', '--(s|)', '^-!', '--(s|)', undefined],
    ['one without a value', '--(u|)', '^-!', '--(u|)', undefined],
    ['an end after running states', 'r-r-(s|)', '^---!', '----(s|)', undefined],
    ['running states alone', 'r-r-|', '^---!', '----|', undefined],
    ['many operations', 'r-s-r-t|', '^------!', '--s---t|', undefined],
    ['a failed operation', 'r-f-s|', '^-!', '--#', failure],
    ['a cancelled operation', 'r-c-s|', '^-!', '--#', cancelled],
    ['a lost operation', 'r-l-s|', '^-!', '--#', denied()],
    ['a response, then a failed operation', 's-f-t|', '^-!', 's-#', failure],
    ['an error of the source', 'r-#', '^-!', '--#', unavailable()],
    ['an error of the source at once', '#', '(^!)', '#', unavailable()],
  ] as const) {
    it(`gives the responses: ${kind}`, () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const states$ = cold(source, states, error);
        expectObservable(states$.pipe(toResponse())).toBe(expected, values, error);
        expectSubscriptions(states$.subscriptions).toBe(subscription);
      });
    });
  }

  it('leaves the source when unsubscribed early', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const states$ = cold('r-s-r-t|', states);
      expectObservable(states$.pipe(toResponse()), '^---!').toBe('--s--', values);
      expectSubscriptions(states$.subscriptions).toBe('^---!');
    });
  });

  it('errors with the very error of the state', () => {
    marbles(({ cold, flush }) => {
      let found: unknown;
      cold('f', states)
        .pipe(toResponse())
        .subscribe({ error: (error: unknown) => (found = error) });
      flush();
      expect(found).toBe('error' in states.f && states.f.error);
    });
  });

  it('serves two pipes with one operator', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const operator = toResponse<string>();
      const first$ = cold('r--s|', states);
      const second$ = hot('-r-t--f', states);
      expectObservable(first$.pipe(operator)).toBe('---s|', values);
      expectObservable(second$.pipe(operator)).toBe('---t--#', values, failure);
      expectSubscriptions(first$.subscriptions).toBe('^---!');
      expectSubscriptions(second$.subscriptions).toBe('^-----!');
    });
  });

  it('takes operations side by side', () => {
    marbles(({ cold, expectObservable }) => {
      const both$ = merge(cold('r---(s|)', states), cold('-r-(t|)', states));
      expectObservable(both$.pipe(toResponse())).toBe('---t(s|)', values);
    });
  });
});
