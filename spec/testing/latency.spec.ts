import { map, VirtualTimeScheduler } from 'rxjs';
import { cancel$, pollOperation$ } from '../../src/index.js';
import { running, scriptedOperations, succeeded } from '../../src/testing/index.js';
import { marbles } from '../support/marbles.js';
import { NAME } from '../support/messages.js';
import { unavailable } from '../support/rpc-errors.js';
import { outcomes } from './outcome.js';

describe('the latency of scriptedOperations', () => {
  it('virtual-time: passes before each answer, error and scripted Observable', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const slow = cold('--(s|)', { s: succeeded() });
      const client = scriptedOperations({ [NAME]: [running(), unavailable(), slow] }, { latency: 10 });
      const done$ = client.getOperation({ name: NAME }).pipe(map(({ done }) => done));
      expectObservable(done$).toBe('10ms (r|)', { r: false });
      expectObservable(done$, '100ms ^').toBe('110ms #', undefined, unavailable());
      expectObservable(done$, '200ms ^').toBe('212ms (s|)', { s: true });
      expectObservable(cancel$(client, 'unknown').pipe(map(() => 'taken')), '300ms ^').toBe(
        '310ms #',
        undefined,
        jasmine.objectContaining({ name: 'RpcError' }),
      );
      expectSubscriptions(slow.subscriptions).toBe('210ms ^-!');
      flush();
      expect(client.calls.map(({ startedAt, answeredAt, end }) => [startedAt, answeredAt, end?.at])).toEqual([
        [0, 10, 10],
        [100, undefined, 110],
        [200, 212, 212],
        [300, undefined, 310],
      ]);
    });
  });

  it('virtual-time: passes in the scheduler that it is given, whose clock the records are on', () => {
    const scheduler = new VirtualTimeScheduler();
    const client = scriptedOperations({ [NAME]: 'rs' }, { latency: 10, scheduler });
    pollOperation$(client, NAME, { schedule: () => 1_000, scheduler }).subscribe();
    scheduler.flush();
    expect(client.calls.map(({ startedAt, end }) => [startedAt, end?.at])).toEqual([
      [0, 10],
      [1_010, 1_020],
    ]);
  });

  it('a call that is unsubscribed before its latency has passed takes no answer, and leaves no timer', () => {
    const scheduler = new VirtualTimeScheduler();
    const client = scriptedOperations({ [NAME]: 'rs' }, { latency: 10, scheduler });
    const call = client.getOperation({ name: NAME }).subscribe();
    expect(client.inFlight).toBe(1);
    call.unsubscribe();
    expect(scheduler.actions).toEqual([]);
    expect(client.calls[0]?.end).toEqual({ how: 'unsubscribed', at: 0 });
    const operations: unknown[] = [];
    client.listOperations({ name: '' }).subscribe((page) => operations.push(...page.operations));
    scheduler.flush();
    expect(operations).toEqual([{ name: NAME, done: false }]);
  });

  it('is none by default: the answer comes synchronously', () => {
    expect(outcomes(scriptedOperations({ [NAME]: 's' }), 1)).toEqual(['succeeded']);
  });

  it('is refused when it is no time', () => {
    for (const latency of [-1, NaN, Infinity]) {
      expect(() => scriptedOperations({}, { latency })).toThrowError(
        RangeError,
        `latency must be a number of 0 or more, and finite; found ${latency}.`,
      );
    }
  });
});
