import type { Observable } from 'rxjs';
import { map } from 'rxjs';
import type { OperationMessage, OperationsClient, PollOptions } from '../../../src/index.js';
import { pollFrom$ } from '../../../src/core/polling/poll-operation.js';
import { marbles } from '../../support/marbles.js';
import { NAME, running, succeeded } from '../../support/messages.js';
import { waitingClient } from '../../support/waiting-client.js';

const ATTEMPTS = { 1: 1, 2: 2, 3: 3 };

/** The polls as marbles: the number of each, of which the first was answered before. */
function polls$(client: OperationsClient, options: PollOptions, answer: OperationMessage): Observable<number> {
  const polled$ = pollFrom$(client, NAME, { schedule: (attempt) => attempt * 1_000, ...options }, answer);
  return polled$.pipe(map(({ poll }) => poll.attempt));
}

describe('pollOperation$, of which the first poll was answered before', () => {
  it('emits what it showed at once, and goes on after its delay', () => {
    const { client, calls } = waitingClient({ endsAt: 2_000 });
    marbles(({ expectObservable }) => {
      expectObservable(polls$(client, {}, running())).toBe('1 999ms 2 1999ms (3|)', ATTEMPTS);
    });
    expect(calls).toEqual(['Get@1000', 'Get@3000']);
  });

  it('waits at once where it polls by waiting', () => {
    const { client, calls } = waitingClient({ endsAt: 42_000 });
    marbles(({ expectObservable }) => {
      expectObservable(polls$(client, { longPoll: true }, running())).toBe('1 41999ms (2|)', ATTEMPTS);
    });
    expect(calls).toEqual(['Wait(55000)@0']);
  });

  it('spends its delay in a wait with longPoll: "auto"', () => {
    const { client, calls } = waitingClient({ endsAt: 500 });
    marbles(({ expectObservable }) => {
      expectObservable(polls$(client, { longPoll: 'auto' }, running())).toBe('1 499ms (2|)', ATTEMPTS);
    });
    expect(calls).toEqual(['Wait(1000)@0']);
  });

  it('makes no call for an operation that was done', () => {
    const { client, calls } = waitingClient({ endsAt: 0 });
    marbles(({ expectObservable }) => {
      expectObservable(polls$(client, {}, succeeded())).toBe('(1|)', ATTEMPTS);
    });
    expect(calls).toEqual([]);
  });
});
