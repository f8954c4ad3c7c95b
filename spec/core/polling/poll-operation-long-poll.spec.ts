import type { Observable } from 'rxjs';
import { EMPTY, last, map, merge, noop, of, Subject, take, tap, throwError } from 'rxjs';
import type { OperationsClient, PollOptions } from '../../../src/index.js';
import { pollOperation$, StatusCode } from '../../../src/index.js';
import { marbles } from '../../support/marbles.js';
import { NAME, running, succeeded } from '../../support/messages.js';
import { rpcError, unavailable } from '../../support/rpc-errors.js';
import { ScriptedClient } from '../../support/scripted-client.js';
import { waitingClient } from '../../support/waiting-client.js';

const ATTEMPTS = { 1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6 };
const SECOND = { schedule: () => 1_000 };
const DOUBLING = { schedule: (attempt: number) => 1_000 * 2 ** (attempt - 1) };

/** The polls as marbles: the number of each, and the end. */
function polls$(client: OperationsClient, options: PollOptions, name = NAME): Observable<number> {
  return pollOperation$(client, name, { ...SECOND, ...options }).pipe(map(({ poll }) => poll.attempt));
}

describe('pollOperation$ with longPoll: true', () => {
  const longPoll = true;

  it('sees the end when it comes, with one call', () => {
    const { client, calls } = waitingClient({ endsAt: 42_000 });
    marbles(({ expectObservable }) => {
      expectObservable(polls$(client, { longPoll })).toBe('42s (1|)', ATTEMPTS);
    });
    expect(calls).toEqual(['Wait(55000)@0']);
  });

  it('makes one call more each 55 s, before what lies between takes the wait for idle', () => {
    const { client, calls } = waitingClient({ endsAt: 150_000 });
    marbles(({ expectObservable }) => {
      expectObservable(polls$(client, { longPoll })).toBe('55s 1 54999ms 2 39999ms (3|)', ATTEMPTS);
    });
    expect(calls).toEqual(['Wait(55000)@0', 'Wait(55000)@55000', 'Wait(55000)@110000']);
  });

  it('gives each wait a deadline that is longer than the wait of the server', () => {
    marbles(({ cold, flush }) => {
      const client = new ScriptedClient({ waitOperation: [cold('1s (a|)', { a: succeeded() })] });
      pollOperation$(client, NAME, { longPoll, callTimeout: 3_000, headers: { a: 'b' } }).subscribe();
      flush();
      expect(client.calls.map(({ request, options }) => [request, options])).toEqual([
        [
          { name: NAME, timeout: 55_000 },
          { timeout: 58_000, headers: { a: 'b' } },
        ],
      ]);
    });
  });

  it('wait-unimplemented: polls with GetOperation, at once and from then on, for every operation of the client', () => {
    marbles(({ expectObservable, flush }) => {
      const client = new ScriptedClient({
        waitOperation: [throwError(() => rpcError(StatusCode.UNIMPLEMENTED))],
        getOperation: [of(running()), of(running()), of(succeeded()), of(succeeded())],
      });
      expectObservable(polls$(client, { longPoll })).toBe('1 999ms 2 999ms (3|)', ATTEMPTS);
      flush();
      expectObservable(polls$(client, { longPoll })).toBe('2s (1|)', ATTEMPTS);
      flush();
      expect(client.methods).toEqual(['waitOperation', ...Array<'getOperation'>(4).fill('getOperation')]);
    });
  });

  it('wait-returns-early: is no hot loop: where the server does not wait, it is polled by the schedule', () => {
    const { client, calls } = waitingClient({ endsAt: 6_500, longestWait: 0 });
    marbles(({ expectObservable }) => {
      expectObservable(polls$(client, { longPoll, ...DOUBLING })).toBe('1 999ms 2 1999ms 3 3999ms (4|)', ATTEMPTS);
    });
    expect(calls.length).toBe(4);
  });

  it('wait-returns-early: adds no delay where the server waits less long than it is asked to', () => {
    const { client, calls } = waitingClient({ endsAt: 250_000, longestWait: 30_000 });
    marbles(({ expectObservable }) => {
      expectObservable(polls$(client, { longPoll, ...DOUBLING }).pipe(last())).toBe('250s (9|)', { 9: 9 });
    });
    expect(calls.length).toBe(9);
  });

  it('no-wait-starvation: polls what is more than the client takes at once, and waits once there is room', () => {
    const { client, calls } = waitingClient({ endsAt: 2_500, maxPendingWaits: 1 });
    marbles(({ expectObservable, flush }) => {
      const both$ = merge(polls$(client, { longPoll }, 'operations/1'), polls$(client, { longPoll }, 'operations/2'));
      expectObservable(both$).toBe('1 999ms 2 999ms 3 499ms 1 499ms (4|)', ATTEMPTS);
      flush();
      expect(calls).toEqual(['Wait(55000)@0', 'Get@0', 'Get@1000', 'Get@2000', 'Wait(55000)@3000']);
    });
  });

  it('gives its place back when it is answered, fails, completes, or throws', () => {
    const client = new ScriptedClient({
      waitOperation: [throwError(unavailable), EMPTY, of(succeeded())],
      getOperation: [EMPTY, EMPTY],
    });
    let thrown = 0;
    const single: OperationsClient = Object.assign(Object.create(client) as ScriptedClient, {
      maxPendingWaits: 1,
      waitOperation: (...call: Parameters<OperationsClient['waitOperation']>) => {
        if (thrown++ === 0) throw new Error('thrown');
        return client.waitOperation(...call);
      },
    });
    for (let i = 0; i < 4; i++) pollOperation$(single, NAME, { longPoll }).pipe(take(1)).subscribe({ error: noop });
    expect(client.methods).toEqual(['getOperation', 'waitOperation', 'waitOperation', 'getOperation', 'waitOperation']);
  });

  it('transient-then-ok: asks with GetOperation after a failure, then waits again', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const client = new ScriptedClient({
        waitOperation: [throwError(unavailable), cold('3s (a|)', { a: succeeded() })],
        getOperation: [of(running())],
      });
      expectObservable(polls$(client, { longPoll })).toBe('1 999ms 2 2999ms (3|)', ATTEMPTS);
      flush();
      expect(client.methods).toEqual(['waitOperation', 'getOperation', 'waitOperation']);
    });
  });

  it('waits at once after a poll that came instead of a wait', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const end = cold('1s (a|)', { a: succeeded() });
      const client = new ScriptedClient({
        waitOperation: [throwError(unavailable), end],
        getOperation: [of(running())],
      });
      const schedule: PollOptions['schedule'] = (_, { poll }) => (poll.failures > 0 ? 1_000 : 10_000);
      expectObservable(polls$(client, { longPoll, schedule })).toBe('1 999ms 2 999ms (3|)', ATTEMPTS);
      expectSubscriptions(end.subscriptions).toBe('1s ^ 999ms !');
    });
  });

  it('unsubscribe-during-call: cancels the wait', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const wait = cold<never>('-');
      const client = new ScriptedClient({ waitOperation: [wait] });
      expectObservable(polls$(client, { longPoll }), '^ 5s !').toBe('');
      expectSubscriptions(wait.subscriptions).toBe('^ 5s !');
    });
  });

  it('timeout-while-running: asks the server to wait no longer than the time that is left', () => {
    const { client, calls } = waitingClient({ endsAt: Infinity });
    marbles(({ expectObservable, flush }) => {
      const error = jasmine.objectContaining({ name: 'PollTimeoutError', attempts: 2, elapsed: 90_000 });
      expectObservable(polls$(client, { longPoll, timeout: 90_000 })).toBe('55s 1 34999ms #', ATTEMPTS, error);
      flush();
      expect(calls).toEqual(['Wait(55000)@0', 'Wait(35000)@55000']);
    });
  });

  it('gives a pending wait up for a poll when it is told to poll now', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions, flush }) => {
      const waits = [cold<never>('-'), cold('1s (a|)', { a: succeeded() })];
      const gets = [cold('100ms (a|)', { a: running() })];
      const client = new ScriptedClient({ waitOperation: waits, getOperation: gets });
      expectObservable(polls$(client, { longPoll, pollNow: hot('3s x') })).toBe('3100ms 1 999ms (2|)', ATTEMPTS);
      expectSubscriptions(waits[0]!.subscriptions).toBe('^ 2999ms !');
      expectSubscriptions(gets[0]!.subscriptions).toBe('3s ^ 99ms !');
      expectSubscriptions(waits[1]!.subscriptions).toBe('3100ms ^ 999ms !');
      flush();
    });
  });

  it('leaves the delay after the poll for which a wait was given up, when that fails', () => {
    marbles(({ cold, hot, expectObservable }) => {
      const client = new ScriptedClient({
        waitOperation: [cold<never>('-')],
        getOperation: [throwError(unavailable), of(succeeded())],
      });
      expectObservable(polls$(client, { longPoll, pollNow: hot('3s x') })).toBe('3s 1 999ms (2|)', ATTEMPTS);
    });
  });

  it('slow-poll-never-overlaps: follows a wait with a poll when it is told to in the handler of its state', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const pollNow = new Subject<void>();
      const client = new ScriptedClient({
        waitOperation: [cold('1s (a|)', { a: running() }), cold('1s (a|)', { a: succeeded() })],
      });
      const states$ = polls$(client, { longPoll, pollNow, schedule: () => 5_000 });
      expectObservable(states$.pipe(tap((attempt) => attempt === 1 && pollNow.next()))).toBe(
        '1s 1 999ms (2|)',
        ATTEMPTS,
      );
      flush();
      expect(client.methods).toEqual(['waitOperation', 'waitOperation']);
    });
  });

  it('waits for no server while it is paused', () => {
    const { client, calls } = waitingClient({ endsAt: 100_000 });
    marbles(({ cold, expectObservable, flush }) => {
      const pauseWhile = cold('10s t 79999ms f', { t: true, f: false });
      expectObservable(polls$(client, { longPoll, pauseWhile })).toBe('55s 1 44999ms (2|)', ATTEMPTS);
      flush();
      expect(calls).toEqual(['Wait(55000)@0', 'Wait(55000)@90000']);
    });
  });

  it('invalid-schedule: says so', () => {
    const { client } = waitingClient({ endsAt: 10, longestWait: 0 });
    marbles(({ expectObservable }) => {
      const error = jasmine.objectContaining({ name: 'RangeError' });
      expectObservable(polls$(client, { longPoll, schedule: () => NaN })).toBe('#', {}, error);
      expectObservable(polls$(client, { longPoll: 'auto', schedule: () => -1 })).toBe('#', {}, error);
    });
  });
});

describe("pollOperation$ with longPoll: 'auto'", () => {
  const longPoll = 'auto';

  it('spends the delays of the schedule in waits, so that progress shows as often, and the end at once', () => {
    const { client, calls } = waitingClient({ endsAt: 6_500 });
    marbles(({ expectObservable, flush }) => {
      expectObservable(polls$(client, { longPoll, ...DOUBLING })).toBe('1 999ms 2 1999ms 3 3499ms (4|)', ATTEMPTS);
      flush();
      expect(calls).toEqual(['Get@0', 'Wait(1000)@0', 'Wait(2000)@1000', 'Wait(4000)@3000']);
    });
  });

  it('done-at-start: needs no wait where the first poll shows the end', () => {
    const { client, calls } = waitingClient({ endsAt: 0 });
    marbles(({ expectObservable, flush }) => {
      expectObservable(polls$(client, { longPoll })).toBe('(1|)', ATTEMPTS);
      flush();
      expect(calls).toEqual(['Get@0']);
    });
  });

  it('wait-returns-early: the rest of the delay passes first', () => {
    const { client, calls } = waitingClient({ endsAt: 6_500, longestWait: 300 });
    marbles(({ expectObservable, flush }) => {
      expectObservable(polls$(client, { longPoll, ...DOUBLING })).toBe(
        '1 299ms 2 999ms 3 1999ms 4 3699ms (5|)',
        ATTEMPTS,
      );
      flush();
      expect(calls).toEqual(['Get@0', 'Wait(1000)@0', 'Wait(2000)@1000', 'Wait(4000)@3000', 'Wait(8000)@7000']);
    });
  });

  it('wait-unimplemented: polls by the schedule', () => {
    marbles(({ expectObservable, flush }) => {
      const client = new ScriptedClient({
        waitOperation: [throwError(() => rpcError(StatusCode.UNIMPLEMENTED))],
        getOperation: [of(running()), of(running()), of(succeeded())],
      });
      expectObservable(polls$(client, { longPoll })).toBe('(12) 996ms (3|)', ATTEMPTS);
      flush();
      expect(client.methods).toEqual(['getOperation', 'waitOperation', 'getOperation', 'getOperation']);
    });
  });
});
