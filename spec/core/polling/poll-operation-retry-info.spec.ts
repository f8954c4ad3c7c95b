import { map, VirtualTimeScheduler } from 'rxjs';
import type { PollSchedule, RpcError } from '../../../src/index.js';
import { pollOperation$ } from '../../../src/index.js';
import { scriptedOperations } from '../../../src/testing/index.js';
import { marbles } from '../../support/marbles.js';
import { brief, NAME, running, succeeded, types } from '../../support/messages.js';
import { unavailable } from '../../support/rpc-errors.js';

const options = { ...types, schedule: (() => 1_000) as PollSchedule };

describe('pollOperation$ and what the server asks for', () => {
  const delayAfter = (error: RpcError): number | undefined => {
    const client = scriptedOperations({ [NAME]: [error] });
    let nextDelay: number | undefined;
    const scheduler = new VirtualTimeScheduler();
    pollOperation$(client, NAME, { ...options, scheduler }).subscribe(({ poll }) => (nextDelay = poll.nextDelay));
    return nextDelay;
  };

  it('retry-info: a longer delay than the scheduled one lengthens it', () => {
    expect(delayAfter(unavailable(5_000))).toBe(5_000);
  });

  it('retry-info: a shorter one, zero, none and garbage do not shorten it', () => {
    for (const asked of [999, 0, undefined, -5_000]) expect(delayAfter(unavailable(asked))).toBe(1_000);
  });

  it('retry-info: holds for the next delay alone', () => {
    marbles(({ expectObservable }) => {
      const client = scriptedOperations({ [NAME]: [unavailable(5_000), running(), succeeded('hello')] });
      expectObservable(pollOperation$(client, NAME, options).pipe(map(brief))).toBe('a 4999ms b 999ms (c|)', {
        a: 'unknown #1, failures 1, UNAVAILABLE, next 5000',
        b: 'running #2, next 1000',
        c: 'succeeded #3, gave hello',
      });
    });
  });
});
