import { concatMap, of, Subject, throwError } from 'rxjs';
import { toOperationState, untilDone } from '../../operators/index.js';
import type { OperationMessage, OperationState } from '../../src/index.js';
import { pack, StatusCode, UnpackError } from '../../src/index.js';
import { marbles } from '../support/marbles.js';
import { brief, count, failed, NAME, running, succeeded, text, types } from '../support/messages.js';
import { unavailable } from '../support/rpc-errors.js';
import { stateOf } from '../support/states.js';

const messages = {
  r: running('half'),
  s: succeeded('hello', 'all'),
  t: running(undefined, 'operations/2'),
  u: succeeded(),
  f: failed(StatusCode.ABORTED, 'disk full'),
  c: failed(StatusCode.CANCELLED, 'by request'),
  /** Its response is of another type. */
  x: { ...succeeded(), response: pack(3, count) },
};

/** States by the place and the kind of their message. */
const states = {
  a: stateOf(messages.r, 1),
  b: stateOf(messages.r, 2),
  s: stateOf(messages.s, 1),
  t: stateOf(messages.t, 2),
  u: stateOf(messages.u, 1),
  f: stateOf(messages.f, 2),
  c: stateOf(messages.c, 2),
  z: stateOf(messages.s, 3),
};

const wrongType = new UnpackError({
  what: `response of "${NAME}"`,
  expected: 'acme.v1.Text',
  found: 'acme.v1.Count',
  packed: pack(3, count),
});

describe('toOperationState', () => {
  for (const [kind, source, subscription, expected, error] of [
    ['never', '----', '^', '----', undefined],
    ['empty', '--|', '^-!', '--|', undefined],
    ['one', '--(s|)', '^-!', '--(s|)', undefined],
    ['many, each with its place as attempt', 'r-r-s|', '^----!', 'a-b-z|', undefined],
    ['many operations', 'r-t-s|', '^----!', 'a-t-z|', undefined],
    ['neither-set, done without a result', 'u|', '^!', 'u|', undefined],
    ['a failed operation, as data', 'r-f-|', '^---!', 'a-f-|', undefined],
    ['a cancelled operation, as data', 'r-c-|', '^---!', 'a-c-|', undefined],
    ['response-wrong-type', 'r-x-s|', '^-!', 'a-#', wrongType],
    ['an error of the source', 'r-#', '^-!', 'a-#', unavailable()],
    ['an error of the source at once', '#', '(^!)', '#', unavailable()],
  ] as const) {
    it(`gives a state for each message: ${kind}`, () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const messages$ = cold(source, messages, error);
        expectObservable(messages$.pipe(toOperationState(types))).toBe(expected, states, error);
        expectSubscriptions(messages$.subscriptions).toBe(subscription);
      });
    });
  }

  it('leaves the messages when unsubscribed early', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const messages$ = cold('r-r-s|', messages);
      expectObservable(messages$.pipe(toOperationState(types)), '^--!').toBe('a-b-', states);
      expectSubscriptions(messages$.subscriptions).toBe('^--!');
    });
  });

  it('counts the attempts of each subscription, with one operator in two pipes', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const operator = toOperationState(types);
      const first$ = cold('r-r|', messages);
      const second$ = hot('-r-f|', messages);
      const states$ = first$.pipe(operator);
      expectObservable(states$).toBe('a-b|', states);
      expectObservable(second$.pipe(operator)).toBe('-a-f|', states);
      expectObservable(states$, '-----^').toBe('-----a-b|', states);
      expectSubscriptions(first$.subscriptions).toBe(['^--!', '-----^--!']);
      expectSubscriptions(second$.subscriptions).toBe('^---!');
    });
  });

  it('takes a message that comes while a state is being handled', () => {
    const messages$ = new Subject<OperationMessage>();
    const seen: string[] = [];
    messages$.pipe(toOperationState(types)).subscribe((state) => {
      seen.push(brief(state));
      if (!state.done) messages$.next(messages.s);
    });
    messages$.next(messages.r);
    expect(seen).toEqual(['running #1, at half', 'succeeded #2, at all, gave hello']);
  });

  it('metadata-wrong-type-keeps-result: leaves out metadata that does not unpack, and goes on', () => {
    const seen: string[] = [];
    of({ ...messages.r, metadata: pack(3, count) }, { ...messages.s, metadata: pack(3, count) })
      .pipe(toOperationState(types))
      .subscribe((state) => seen.push(brief(state)));
    expect(seen).toEqual(['running #1', 'succeeded #2, gave hello']);
  });

  it('leaves response and metadata packed where there is no type', () => {
    const seen: OperationState[] = [];
    const { response, metadata } = messages.s;
    of(messages.s)
      .pipe(toOperationState())
      .subscribe((state) => seen.push(state));
    of(messages.s)
      .pipe(toOperationState({ responseType: text }))
      .subscribe((state) => seen.push(state));
    expect(seen).toEqual([
      jasmine.objectContaining({ response, metadata }),
      jasmine.objectContaining({ response: 'hello', metadata }),
    ]);
  });

  for (const [what, message, complaint] of [
    ['nothing', undefined, /found undefined/],
    ['null', null, /found null/],
    ['a number', 5, /found a number/],
    ['an operation that runs, without a name', { done: false }, /name of the operation is empty/],
    ['an operation of another API', { name: NAME, status: 'DONE' }, /found an object {name, status}/],
  ] as const) {
    it(`errors with a TypeError for what is no message: ${what}`, () => {
      const errors: unknown[] = [];
      const messages$ = new Subject<OperationMessage>();
      messages$.pipe(toOperationState()).subscribe({ error: (error: unknown) => errors.push(error) });
      messages$.next(message as unknown as OperationMessage);
      expect(errors).toEqual([jasmine.any(TypeError)]);
      expect(String(errors[0])).toMatch(complaint);
      expect(messages$.observed).toBeFalse();
    });
  }

  it('hands the very error of a source on', () => {
    const lost = unavailable();
    const errors: unknown[] = [];
    of(running())
      .pipe(
        concatMap(() => throwError(() => lost)),
        toOperationState(),
        untilDone(),
      )
      .subscribe({ error: (error: unknown) => errors.push(error) });
    expect(errors.length).toBe(1);
    expect(errors[0]).toBe(lost);
  });
});
