import { concatMap, merge, timer } from 'rxjs';
import type { OperationsClient } from '../../../src/index.js';
import { boundedCalls, pollOperation$ } from '../../../src/index.js';
import { running, scriptedOperations, succeeded } from '../../../src/testing/index.js';
import { marbles } from '../../support/marbles.js';
import { ScriptedClient } from '../../support/scripted-client.js';

const response = { typeUrl: 'type.googleapis.com/acme.v1.Text', json: 'painted' };
const NAMES = ['operations/1', 'operations/2', 'operations/3'];
const scripts = Object.fromEntries(NAMES.map((name) => [name, [running(), succeeded(response)]]));

/** Three operations that are done at their second poll, over calls of 100 ms, one at a time. */
const oneAtATime = () => {
  const scripted = scriptedOperations(scripts, { latency: 100 });
  return { scripted, client: boundedCalls(scripted, { maxCallsInFlight: 1 }) };
};

describe('boundedCalls', () => {
  it('bounds the calls of a client, whoever polls with it', () => {
    marbles(({ expectObservable, flush }) => {
      const { scripted, client } = oneAtATime();
      const polled$ = merge(...NAMES.map((name) => pollOperation$(client, name, { schedule: () => 1_000 })));
      expectObservable(polled$.pipe(concatMap(({ status }) => [status[0]]))).toBe(
        '100ms r 99ms r 99ms r 899ms s 99ms s 99ms (s|)',
      );
      flush();
      expect(scripted.calls.map(({ startedAt }) => startedAt)).toEqual([0, 100, 200, 1_100, 1_200, 1_300]);
    });
  });

  it('starts the timeout of a call when it is made', () => {
    marbles(({ flush }) => {
      const { scripted, client } = oneAtATime();
      for (const name of NAMES) pollOperation$(client, name, { callTimeout: 150, schedule: () => 1_000 }).subscribe();
      flush();
      expect(scripted.calls.slice(0, 3).map(({ options }) => options?.timeout)).toEqual([150, 150, 150]);
    });
  });

  it('tells how many calls wait, for a page that says so', () => {
    marbles(({ expectObservable }) => {
      const { client } = oneAtATime();
      for (const name of NAMES) pollOperation$(client, name, { schedule: () => 1_000 }).subscribe();
      expectObservable(client.callsWaiting$, '300ms !').toBe('a 99ms b 99ms c', { a: 2, b: 1, c: 0 });
    });
  });

  it('a poll that waits in line when the timeout has passed is the last one, and is waited for as long as a call', () => {
    marbles(({ expectObservable, flush }) => {
      const scripted = scriptedOperations(
        { ...scripts, 'operations/ends': [running(), succeeded(response)] },
        { latency: 100 },
      );
      const client = boundedCalls(scripted, { maxCallsInFlight: 1 });
      // Its second poll, due at 1,000, waits for these until 1,400.
      timer(999)
        .pipe(concatMap(() => merge(...[1, 2, 3, 1].map((id) => client.getOperation({ name: `operations/${id}` })))))
        .subscribe();
      const options = { schedule: () => 900, timeout: 1_050, callTimeout: 500 };
      const statuses$ = pollOperation$(client, 'operations/ends', options).pipe(concatMap(({ status }) => [status[0]]));
      expectObservable(statuses$).toBe('100ms r 1398ms (s|)');
      flush();
    });
  });

  it('a poll that gets no free call in all that time ends with a PollTimeoutError, and leaves the line', () => {
    marbles(({ expectObservable, flush }) => {
      const scripted = scriptedOperations(scripts, { latency: 10_000 });
      const client = boundedCalls(scripted, { maxCallsInFlight: 1 });
      client.getOperation({ name: 'operations/1' }).subscribe();
      const polled$ = pollOperation$(client, 'operations/2', { timeout: 1_000, callTimeout: 500 });
      expectObservable(polled$.pipe(concatMap(() => []))).toBe(
        '1500ms #',
        {},
        jasmine.objectContaining({ name: 'PollTimeoutError', elapsed: 1_500 }),
      );
      flush();
      expect(scripted.calls.length).toBe(1);
    });
  });

  it('bounds waits by themselves, by the number of the client where it has one', () => {
    marbles(({ flush }) => {
      const scripted = scriptedOperations(scripts, { latency: 100 });
      const client = boundedCalls({ ...bare(scripted), maxPendingWaits: 2 }, { maxCallsInFlight: 1 });
      expect(client.maxPendingWaits).toBe(2);
      expect(boundedCalls(bare(scripted)).maxPendingWaits).toBe(100);
      for (const name of NAMES) client.waitOperation({ name }).subscribe();
      client.cancelOperation({ name: 'operations/1' }).subscribe();
      client.deleteOperation({ name: 'operations/1' }).subscribe();
      client.listOperations({ name: 'operations' }).subscribe();
      flush();
      expect(scripted.calls.map(({ method, startedAt }) => [method, startedAt])).toEqual([
        ['waitOperation', 0],
        ['waitOperation', 0],
        ['cancelOperation', 0],
        ['waitOperation', 100],
        ['deleteOperation', 100],
        ['listOperations', 200],
      ]);
    });
  });

  it('leaves the arguments of the client as they are, and what it throws at once', () => {
    const scripted = new ScriptedClient({});
    const refuse = () => {
      throw new TypeError('no such name');
    };
    const client = boundedCalls({ ...bare(scripted), getOperation: refuse });
    expect(() => client.getOperation({ name: '..' })).toThrowError(TypeError, 'no such name');
  });

  for (const option of ['maxCallsInFlight', 'maxPendingWaits'] as const) {
    for (const value of [0, 1.5, NaN, Infinity]) {
      it(`refuses ${value} as ${option}`, () => {
        expect(() => boundedCalls(scriptedOperations({}), { [option]: value })).toThrowError(
          RangeError,
          `${option} must be a whole number of 1 or more, and finite; found ${value}.`,
        );
      });
    }
  }
});

/** Its methods alone, as of an object of the user's. */
function bare(client: OperationsClient): OperationsClient {
  return {
    getOperation: (...call) => client.getOperation(...call),
    listOperations: (...call) => client.listOperations(...call),
    waitOperation: (...call) => client.waitOperation(...call),
    cancelOperation: (...call) => client.cancelOperation(...call),
    deleteOperation: (...call) => client.deleteOperation(...call),
  };
}
