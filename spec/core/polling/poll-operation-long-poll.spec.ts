import type { Observable } from 'rxjs';
import {
  asyncScheduler,
  concatMap,
  EMPTY,
  last,
  map,
  merge,
  noop,
  of,
  Subject,
  take,
  tap,
  throwError,
  timer,
} from 'rxjs';
import type { OperationsClient, PollOptions } from '../../../src/index.js';
import { pollOperation$, StatusCode, statusCodeName } from '../../../src/index.js';
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

  const unimplemented = throwError(() => rpcError(StatusCode.UNIMPLEMENTED));

  it('wait-unimplemented: polls with GetOperation, at once and for a while, for every operation of the client', () => {
    marbles(({ expectObservable, flush }) => {
      const client = new ScriptedClient({
        waitOperation: [unimplemented, unimplemented],
        getOperation: [of(running()), of(running()), of(succeeded()), of(succeeded())],
      });
      expectObservable(polls$(client, { longPoll })).toBe('1 999ms 2 999ms (3|)', ATTEMPTS);
      flush();
      expectObservable(polls$(client, { longPoll })).toBe('2s (1|)', ATTEMPTS);
      flush();
      expect(client.methods).toEqual([
        ...['waitOperation', 'getOperation', 'waitOperation', 'getOperation'],
        ...Array<'getOperation'>(2).fill('getOperation'),
      ] as never);
    });
  });

  it('wait-404-of-a-rollout: tries waits again after 1 s, 4 s, 16 s and so on, five minutes at most', () => {
    marbles(({ flush }) => {
      const waits: number[] = [];
      const client: OperationsClient = Object.assign(new ScriptedClient(), {
        getOperation: () => of(running()),
        waitOperation: () => {
          waits.push(asyncScheduler.now());
          return unimplemented;
        },
      });
      pollOperation$(client, NAME, { longPoll, ...SECOND, timeout: 1_500_000 }).subscribe({ error: noop });
      flush();
      const gaps = waits.slice(1).map((at, index) => Math.floor((at - waits[index]!) / 1_000));
      expect(gaps.slice(0, 7)).toEqual([1, 4, 16, 64, 256, 300, 300]);
    });
  });

  it('wait-404-of-a-rollout: tries waits again after 1 s once more when one was answered meanwhile', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const client = new ScriptedClient({
        waitOperation: [
          unimplemented,
          cold('10s (a|)', { a: running() }),
          unimplemented,
          cold('(a|)', { a: succeeded() }),
        ],
        getOperation: [of(running()), of(running())],
      });
      expectObservable(polls$(client, { longPoll })).toBe('1 10999ms (23) 996ms (4|)', ATTEMPTS);
      flush();
    });
  });

  for (const code of [3, 5, 7, 9, 12, 16].map((each) => each as StatusCode)) {
    it(`wait-refused-by-gateway: ${statusCodeName(code)} of a wait is no failure where a GetOperation is answered`, () => {
      marbles(({ expectObservable, flush }) => {
        const client = new ScriptedClient({
          waitOperation: [throwError(() => rpcError(code))],
          getOperation: [of(running()), of(succeeded())],
        });
        const failures$ = pollOperation$(client, NAME, { longPoll, schedule: () => 500 }).pipe(
          map(({ poll }) => poll.failures),
        );
        expectObservable(failures$).toBe('a 499ms (a|)', { a: 0 });
        flush();
        expect(client.methods).toEqual(['waitOperation', 'getOperation', 'getOperation']);
      });
    });

    it(`rejects-on-permanent-error: ${statusCodeName(code)} of both ends the polling`, () => {
      marbles(({ expectObservable }) => {
        const cause = rpcError(code);
        const client = new ScriptedClient({
          waitOperation: [throwError(() => rpcError(code))],
          getOperation: [throwError(() => cause)],
        });
        const error = jasmine.objectContaining({ name: 'PollError', attempts: 1, cause });
        expectObservable(polls$(client, { longPoll })).toBe('#', {}, error);
      });
    });
  }

  it('proxy-cuts-waits: makes waits shorter than the one that was cut, and shows no failure', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const client = new ScriptedClient({
        waitOperation: [
          cold('15s #', {}, unavailable()),
          cold('11250ms (a|)', { a: running() }),
          cold('1s (a|)', { a: succeeded() }),
        ],
        getOperation: [of(running())],
      });
      const failures$ = pollOperation$(client, NAME, { longPoll }).pipe(map(({ poll }) => poll.failures));
      expectObservable(failures$).toBe('15s a 11249ms a 999ms (a|)', { a: 0 });
      flush();
      const timeouts = client.calls.map(({ request }) => ('timeout' in request ? request.timeout : 'get'));
      expect(timeouts).toEqual([55_000, 'get', 11_250, 11_250]);
    });
  });

  it('forgets the cut of a proxy after five minutes', () => {
    const { client, calls } = waitingClient({ endsAt: 400_000 });
    let cuts = 0;
    const { waitOperation } = client;
    const cutting: OperationsClient = Object.assign(client, {
      waitOperation: (...call: Parameters<typeof waitOperation>) =>
        cuts++ === 0 ? timer(40_000).pipe(concatMap(() => throwError(unavailable))) : waitOperation(...call),
    });
    marbles(({ flush }) => {
      pollOperation$(cutting, NAME, { longPoll }).subscribe();
      flush();
    });
    expect(calls.filter((call) => call.startsWith('Wait(30000)')).length).toBe(10);
    expect(calls.at(-1)).toMatch(/^Wait\(55000\)@3/);
  });

  it('retry-info: a wait that is refused with a time to call again is a failed poll', () => {
    marbles(({ expectObservable, flush }) => {
      const client = new ScriptedClient({
        waitOperation: [throwError(() => unavailable(5_000))],
        getOperation: [of(succeeded())],
      });
      const failures$ = pollOperation$(client, NAME, { longPoll }).pipe(map(({ poll }) => poll.failures));
      expectObservable(failures$).toBe('a 4999ms (b|)', { a: 1, b: 0 });
      flush();
      expect(client.methods).toEqual(['waitOperation', 'getOperation']);
    });
  });

  it('retry-info: a wait that is cut with a time to call again is a failed poll', () => {
    marbles(({ cold, expectObservable }) => {
      const client = new ScriptedClient({
        waitOperation: [cold('10s #', {}, unavailable(5_000))],
        getOperation: [of(succeeded())],
      });
      const failures$ = pollOperation$(client, NAME, { longPoll }).pipe(map(({ poll }) => poll.failures));
      expectObservable(failures$).toBe('10s a 4999ms (b|)', { a: 1, b: 0 });
    });
  });

  it('gives up waits that are never answered, though other calls are', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const late = cold<never>('65s #', {}, rpcError(StatusCode.DEADLINE_EXCEEDED));
      const client = new ScriptedClient({ waitOperation: [late], getOperation: [of(running()), of(succeeded())] });
      expectObservable(polls$(client, { longPoll, schedule: () => 500 })).toBe('65s 1 499ms (2|)', ATTEMPTS);
      flush();
      expect(client.methods).toEqual(['waitOperation', 'getOperation', 'getOperation']);
    });
  });

  it('asks the server to wait as long as it is told', () => {
    const { client, calls } = waitingClient({ endsAt: 25_000 });
    marbles(({ expectObservable }) => {
      expectObservable(polls$(client, { longPoll, longPollTimeout: 10_000 })).toBe(
        '10s 1 9999ms 2 4999ms (3|)',
        ATTEMPTS,
      );
    });
    expect(calls).toEqual(['Wait(10000)@0', 'Wait(10000)@10000', 'Wait(10000)@20000']);
  });

  for (const longPollTimeout of [0, -1, NaN, Infinity]) {
    it(`invalid-schedule: refuses a longPollTimeout of ${longPollTimeout}`, () => {
      expect(() => pollOperation$(new ScriptedClient(), NAME, { longPollTimeout })).toThrowError(
        RangeError,
        /^longPollTimeout must be/,
      );
    });
  }

  it('invalid-schedule: refuses a longPoll that is not known', () => {
    const longPolls = { longPoll: 'always' } as unknown as PollOptions;
    expect(() => pollOperation$(new ScriptedClient(), NAME, longPolls)).toThrowError(
      RangeError,
      "longPoll must be true, false or 'auto'; found always.",
    );
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

  it('no-wait-starvation: keeps the delay after a poll for want of room, although there is room when it is answered', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const client = new ScriptedClient({
        waitOperation: [cold('300ms (a|)', { a: succeeded() }), cold('(a|)', { a: succeeded() })],
        getOperation: [cold('500ms (a|)', { a: running() })],
      });
      const single: OperationsClient = Object.assign(client, { maxPendingWaits: 1 });
      const both$ = merge(polls$(single, { longPoll }, 'operations/1'), polls$(single, { longPoll }, 'operations/2'));
      expectObservable(both$).toBe('300ms 1 199ms 1 999ms (2|)', ATTEMPTS);
      flush();
      expect(client.methods).toEqual(['waitOperation', 'getOperation', 'waitOperation']);
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
      expectObservable(polls$(client, { longPoll, schedule: () => 500 })).toBe('(12) 496ms (3|)', ATTEMPTS);
      flush();
      expect(client.methods).toEqual(['getOperation', 'waitOperation', 'getOperation', 'getOperation']);
    });
  });

  it('proxy-cuts-waits: a wait that ends before the delay that it takes the place of is followed by another', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const client = new ScriptedClient({
        getOperation: [of(running()), of(running())],
        waitOperation: [
          cold('15s #', {}, unavailable()),
          cold('11250ms (a|)', { a: running() }),
          cold('8s (a|)', { a: succeeded() }),
        ],
      });
      expectObservable(polls$(client, { longPoll, schedule: () => 20_000 })).toBe(
        '1 14999ms 2 11249ms 3 7999ms (4|)',
        ATTEMPTS,
      );
      flush();
      const timeouts = client.calls.map(({ request }) => ('timeout' in request ? request.timeout : 'get'));
      expect(timeouts).toEqual(['get', 20_000, 'get', 11_250, 8_750]);
    });
  });
});
