import { Subject } from 'rxjs';
import { untilDone } from '../../operators/index.js';
import type { OperationState } from '../../src/index.js';
import { StatusCode } from '../../src/index.js';
import { marbles } from '../support/marbles.js';
import { brief, failed, running, succeeded } from '../support/messages.js';
import { unavailable } from '../support/rpc-errors.js';
import { stateOf } from '../support/states.js';

const states = {
  r: stateOf(running('half')),
  s: stateOf(succeeded('hello', 'all')),
  f: stateOf(failed(StatusCode.ABORTED, 'disk full')),
  c: stateOf(failed(StatusCode.CANCELLED, 'by request')),
};

describe('untilDone', () => {
  for (const [kind, source, subscription, expected] of [
    ['never', '----', '^', '----'],
    ['empty', '--|', '^-!', '--|'],
    ['one', '--s--|', '^-!', '--(s|)'],
    ['one that is done at once', 's----|', '(^!)', '(s|)'],
    ['one that runs', 'r-|', '^-!', 'r-|'],
    ['many', 'r-r-s-r-s|', '^---!', 'r-r-(s|)'],
    ['many at the same time', '-(rsrs)', '^!', '-(rs|)'],
    ['a failed operation', 'r-f-s|', '^-!', 'r-(f|)'],
    ['a cancelled operation', 'r-c-s|', '^-!', 'r-(c|)'],
    ['a stream that breaks off', 'r-r-|', '^---!', 'r-r-|'],
    ['an error of the source', 'r-#', '^-!', 'r-#'],
    ['an error of the source at once', '#', '(^!)', '#'],
    ['an error after the end', 'r-s-#', '^-!', 'r-(s|)'],
  ] as const) {
    it(`mirrors up to the first state that is done: ${kind}`, () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const states$ = cold(source, states, unavailable());
        expectObservable(states$.pipe(untilDone())).toBe(expected, states, unavailable());
        expectSubscriptions(states$.subscriptions).toBe(subscription);
      });
    });
  }

  it('leaves its source when unsubscribed before the end', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const states$ = cold('r-r-r-s|', states);
      expectObservable(states$.pipe(untilDone()), '^--!').toBe('r-r-', states);
      expectSubscriptions(states$.subscriptions).toBe('^--!');
    });
  });

  it('done-false-after-done: emits nothing that comes while the end is being handled', () => {
    const states$ = new Subject<OperationState>();
    const seen: string[] = [];
    states$.pipe(untilDone()).subscribe({
      next: (state) => {
        seen.push(brief(state));
        if (!state.done) return;
        states$.next(states.r);
        states$.next(states.s);
      },
      complete: () => seen.push('complete'),
    });
    states$.next(states.s);
    expect(seen).toEqual(['succeeded #1, at all, gave hello', 'complete']);
    expect(states$.observed).toBeFalse();
  });

  it('emits what comes while a running state is being handled, after that one', () => {
    const states$ = new Subject<OperationState>();
    const seen: string[] = [];
    const ended$ = states$.pipe(untilDone());
    ended$.subscribe(({ done }) => {
      if (!done) states$.next(states.s);
      seen.push(done ? 'end' : 'running');
    });
    states$.next(states.r);
    expect(seen).toEqual(['running', 'end']);
    expect(states$.observed).toBeFalse();
  });

  it('serves two pipes with one operator, each up to its own end', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const operator = untilDone<OperationState<string, string>>();
      const first$ = cold('r-s--|', states);
      const second$ = hot('-r--r-f-s|', states);
      expectObservable(first$.pipe(operator)).toBe('r-(s|)', states);
      expectObservable(second$.pipe(operator)).toBe('-r--r-(f|)', states);
      expectSubscriptions(first$.subscriptions).toBe('^-!');
      expectSubscriptions(second$.subscriptions).toBe('^-----!');
    });
  });

  it('begins anew with each subscription', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const states$ = cold('r-s--|', states);
      const ended$ = states$.pipe(untilDone());
      expectObservable(ended$).toBe('r-(s|)', states);
      expectObservable(ended$, '---^').toBe('---r-(s|)', states);
      expectSubscriptions(states$.subscriptions).toBe(['^-!', '---^-!']);
    });
  });
});
