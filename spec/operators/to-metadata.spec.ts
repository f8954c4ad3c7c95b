import { of } from 'rxjs';
import { toMetadata } from '../../operators/index.js';
import type { OperationState, PackedJson, PackedMessage } from '../../src/index.js';
import { operationState, pack, pollOperation$, StatusCode } from '../../src/index.js';
import { scriptedOperations } from '../../src/testing/index.js';
import { depthOf, nested } from '../support/nested.js';
import { marbles } from '../support/marbles.js';
import { count, failed, NAME, running, succeeded, text, types } from '../support/messages.js';
import { unavailable } from '../support/rpc-errors.js';
import { stateOf } from '../support/states.js';

const states = {
  n: stateOf(running()),
  w: stateOf({ ...running(), metadata: pack(3, count) }),
  a: stateOf(running('half')),
  A: stateOf(running('half'), 2),
  b: stateOf(running('most')),
  s: stateOf(succeeded('hello', 'all')),
  f: stateOf(failed(StatusCode.ABORTED, 'why', [], 'most')),
};
const values = { a: 'half', A: 'half', b: 'most', s: 'all', f: 'most' };

describe('toMetadata', () => {
  for (const [kind, source, subscription, expected, error] of [
    ['never', '----', '^', '----', undefined],
    ['empty', '--|', '^-!', '--|', undefined],
    ['one', '--a|', '^--!', '--a|', undefined],
    ['many', 'a-b-s|', '^----!', 'a-b-s|', undefined],
    ['none: states without metadata', 'n-n-|', '^---!', '----|', undefined],
    ['those that unpack', 'a-w-n-b|', '^------!', 'a-----b|', undefined],
    ['that of a failed operation, which is no error here', 'a-f|', '^--!', 'a-f|', undefined],
    ['and the error of the source', 'a-b-#', '^---!', 'a-b-#', unavailable()],
    ['an error of the source at once', '#', '(^!)', '#', unavailable()],
  ] as const) {
    it(`gives the metadata: ${kind}`, () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const states$ = cold(source, states, error);
        expectObservable(states$.pipe(toMetadata())).toBe(expected, values, error);
        expectSubscriptions(states$.subscriptions).toBe(subscription);
      });
    });
  }

  it('progress-on-change: metadata is reported when it changes, not at each poll', () => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('aAaA-bb-b-a-|', states).pipe(toMetadata())).toBe('a----b----a-|', values);
      expectObservable(cold('a-n-A-w-a|', states).pipe(toMetadata())).toBe('a--------|', values);
    });
  });

  it('progress-on-change: also through pollOperation$, where each answer is a message of its own', () => {
    marbles(({ expectObservable }) => {
      const steps = [running('half'), running('half'), running('most'), succeeded('hello', 'most')];
      const client = scriptedOperations({ [NAME]: steps });
      const states$ = pollOperation$(client, NAME, { ...types, schedule: () => 10 });
      expectObservable(states$.pipe(toMetadata())).toBe('a 19ms b 9ms |', values);
    });
  });

  it('progress-on-change: compares what was packed, in bytes and in JSON', () => {
    const typeUrl = 'type.googleapis.com/acme.v1.Text';
    const other = 'type.googleapis.com/acme.v1.Other';
    const packed: Readonly<Record<string, PackedMessage>> = {
      a: { typeUrl, value: new Uint8Array([1, 2]) },
      b: { typeUrl, value: new Uint8Array([1, 2]) },
      c: { typeUrl, value: new Uint8Array([1, 3]) },
      d: { typeUrl, value: new Uint8Array([1]) },
      e: { typeUrl: other, value: new Uint8Array([1]) },
      f: { typeUrl: other, json: { text: 'x' } },
      g: { typeUrl: other, json: { text: 'x' } },
      h: { typeUrl: other, json: { text: 'y' } },
      i: { typeUrl, json: { text: 'y' } },
      j: { typeUrl, value: new Uint8Array([3]) },
    };
    marbles(({ cold, expectObservable }) => {
      const packedStates = Object.fromEntries(
        Object.entries(packed).map(([key, metadata]): [string, OperationState<PackedMessage, PackedMessage>] => [
          key,
          operationState({ ...running(), metadata }, {}, { attempt: 1, failures: 0 }),
        ]),
      );
      expectObservable(cold('abcdcdefghfhij|', packedStates).pipe(toMetadata())).toBe('a-cdcdef-hfhij|', packed);
    });
  });

  it('compares JSON that is nested deeper than the stack', () => {
    const deep = (depth: number) =>
      operationState(
        { ...running(), metadata: { typeUrl: '', json: nested(depth, true) } },
        {},
        { attempt: 1, failures: 0 },
      );
    const depths: number[] = [];
    of(deep(20_000), deep(20_000), deep(20_001))
      .pipe(toMetadata())
      .subscribe((metadata) => depths.push(depthOf((metadata as PackedJson).json)));
    expect(depths).toEqual([20_000, 20_001]);
  });

  it('gives metadata that is falsy', () => {
    marbles(({ cold, expectObservable }) => {
      const empty = stateOf({ ...running(), metadata: pack('', text) });
      expectObservable(cold('e|', { e: empty }).pipe(toMetadata())).toBe('e|', { e: '' });
    });
  });

  it('leaves the source when unsubscribed early', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const states$ = cold('a-b-s|', states);
      expectObservable(states$.pipe(toMetadata()), '^--!').toBe('a-b-', values);
      expectSubscriptions(states$.subscriptions).toBe('^--!');
    });
  });

  it('serves two pipes with one operator, each with its own memory', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const operator = toMetadata<string>();
      const first$ = cold('a-a-b|', states);
      const second$ = cold('-a-a-b#', states, unavailable());
      expectObservable(first$.pipe(operator)).toBe('a---b|', values);
      expectObservable(second$.pipe(operator)).toBe('-a---b#', values, unavailable());
      expectSubscriptions(first$.subscriptions).toBe('^----!');
      expectSubscriptions(second$.subscriptions).toBe('^-----!');
    });
  });

  it('per-subscription-state: a second subscription has its own memory', () => {
    marbles(({ hot, expectObservable }) => {
      const metadata$ = hot('a-a-a-|', states).pipe(toMetadata());
      expectObservable(metadata$).toBe('a-----|', values);
      expectObservable(metadata$, '-^').toBe('--a---|', values);
    });
  });
});
