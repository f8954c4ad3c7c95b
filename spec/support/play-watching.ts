import type { Arbitrary } from 'fast-check';
import fc from 'fast-check';
import type { Subscription } from 'rxjs';
import { Observable, VirtualTimeScheduler } from 'rxjs';
import type { OperationMessage, OperationsClient } from '../../src/index.js';
import { RpcError, StatusCode, watchOperations } from '../../src/index.js';

/** What one subscriber does, as told before it begins; times are in ms. */
interface ScriptedWatcher {
  readonly name: string;
  readonly from: number;
  /** For how long, unless the operation ends before; for good where it is not told. */
  readonly stays: number | undefined;
}

/** What happens to a watch, as told before it begins; times are in ms. */
export interface WatchScript {
  readonly every: number;
  readonly maxCallsPerSecond: number;
  readonly pageSize: number;
  /** When each operation of the server ends; the first ones are those that are watched most. */
  readonly endsAt: readonly number[];
  /** How far List is behind Get. */
  readonly lag: number;
  /** Operations that no page has. */
  readonly unlisted: readonly number[];
  /** How long each call takes, over and over; 0 is an answer within the call. */
  readonly latencies: readonly number[];
  /** The calls that fail, by their number. */
  readonly failing: readonly { readonly call: number; readonly code: StatusCode }[];
  readonly watchers: readonly ScriptedWatcher[];
  readonly list: { readonly from: number; readonly stays: number } | undefined;
  readonly pauses: readonly { readonly at: number; readonly paused: boolean }[];
  readonly pokes: readonly number[];
}

/** What happened, in order. */
export type WatchEvent = { readonly at: number } & (
  | { readonly kind: 'call' | 'answer' | 'cancel'; readonly method: 'get' | 'list'; readonly name: string }
  | { readonly kind: 'join' | 'leave' | 'complete' | 'error'; readonly watcher: number }
  | { readonly kind: 'state'; readonly watcher: number; readonly done: boolean; readonly attempt: number }
  | { readonly kind: 'list'; readonly rows: readonly { readonly name: string; readonly done: boolean }[] }
  | { readonly kind: 'pause'; readonly paused: boolean }
  | { readonly kind: 'closed'; readonly timers: number; readonly inputs: number }
);

const ms = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 20 }).map((n) => n * 100) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 5_000 }) },
);
const CODES = [
  StatusCode.UNAVAILABLE,
  StatusCode.UNIMPLEMENTED,
  StatusCode.PERMISSION_DENIED,
  StatusCode.DEADLINE_EXCEEDED,
];

/** Any watch of up to sixty operations. */
export const arbitraryWatch: Arbitrary<WatchScript> = fc.integer({ min: 1, max: 60 }).chain((operations) => {
  const operation = fc.integer({ min: 0, max: operations + 2 });
  return fc.record({
    every: fc.constantFrom(100, 500, 1_000),
    maxCallsPerSecond: fc.constantFrom(3, 20, 100),
    pageSize: fc.constantFrom(5, 20, 1_000),
    endsAt: fc.array(ms, { minLength: operations, maxLength: operations }),
    lag: fc.constantFrom(0, 0, 700),
    unlisted: fc.array(operation, { maxLength: 3 }),
    latencies: fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 400 })), { minLength: 1, maxLength: 4 }),
    failing: fc.array(fc.record({ call: fc.integer({ min: 0, max: 40 }), code: fc.constantFrom(...CODES) }), { maxLength: 6 }), // prettier-ignore
    watchers: fc.array(
      fc.record({
        name: operation.map((n) => `operations/${n}`),
        from: ms,
        stays: fc.option(ms, { nil: undefined, freq: 2 }),
      }),
      { maxLength: 80, size: 'max' },
    ),
    list: fc.option(fc.record({ from: ms, stays: ms }), { nil: undefined }),
    pauses: fc.array(fc.record({ at: ms, paused: fc.boolean() }), { maxLength: 4 }),
    pokes: fc.array(ms, { maxLength: 3 }),
  });
});

/** Plays a script in virtual time to its end, and gives what happened. */
export function playWatch(script: WatchScript): readonly WatchEvent[] {
  const scheduler = new VirtualTimeScheduler();
  const log: WatchEvent[] = [];
  const record = (event: DistributiveOmit<WatchEvent, 'at'>): void => void log.push({ ...event, at: scheduler.now() });
  let inputs = 0;
  const input$ = <T>(
    values: readonly (readonly [number, T])[],
    tell: (value: T) => void,
    begin = (): void => undefined,
  ): Observable<T> =>
    new Observable((subscriber) => {
      inputs++;
      begin();
      const now = scheduler.now();
      for (const [at, value] of values) {
        const emit = (): void => {
          tell(value);
          subscriber.next(value);
        };
        if (at >= now) subscriber.add(scheduler.schedule(emit, at - now));
      }
      return () => inputs--;
    });
  const watch = watchOperations(playedClient(script, scheduler, record), {
    scheduler,
    every: script.every,
    maxCallsPerSecond: script.maxCallsPerSecond,
    pageSize: script.pageSize,
    pauseWhile: input$(
      script.pauses.map(({ at, paused }) => [at, paused]),
      (paused) => record({ kind: 'pause', paused }),
      // A pause that nobody heard is none.
      () => record({ kind: 'pause', paused: false }),
    ),
    pollNow: input$(
      script.pokes.map((at) => [at, at]),
      () => undefined,
    ),
  });
  const during = (from: number, stays: number | undefined, join: () => Subscription, left: () => void): void => {
    scheduler.schedule(() => {
      const subscription = join();
      if (stays === undefined) return;
      scheduler.schedule(() => {
        if (subscription.closed) return;
        subscription.unsubscribe();
        left();
      }, stays);
    }, from);
  };
  for (const [watcher, { name, from, stays }] of script.watchers.entries()) {
    const join = (): Subscription => {
      record({ kind: 'join', watcher });
      return watch.watch$(name).subscribe({
        next: ({ done, poll }) => record({ kind: 'state', watcher, done, attempt: poll.attempt }),
        error: () => record({ kind: 'error', watcher }),
        complete: () => record({ kind: 'complete', watcher }),
      });
    };
    during(from, stays, join, () => record({ kind: 'leave', watcher }));
  }
  const { list } = script;
  if (list) {
    const show = (): Subscription =>
      watch.list$.subscribe({
        next: ({ rows }) =>
          record({ kind: 'list', rows: [...rows.values()].map(({ name, done }) => ({ name, done })) }),
        error: () => undefined,
      });
    during(list.from, list.stays, show, () => undefined);
  }
  scheduler.maxFrames = 60_000;
  scheduler.flush();
  record({ kind: 'closed', timers: scheduler.actions.length, inputs });
  return log;
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

function playedClient(
  { endsAt, lag, unlisted, latencies, failing }: WatchScript,
  scheduler: VirtualTimeScheduler,
  record: (event: DistributiveOmit<WatchEvent, 'at'>) => void,
): OperationsClient {
  let calls = 0;
  const messageAt = (index: number, now: number): OperationMessage | undefined => {
    const end = endsAt[index];
    if (end === undefined) return undefined;
    const name = `operations/${index}`;
    return now < end ? { name, done: false } : { name, done: true, response: { typeUrl: 'x/y', json: {} } };
  };
  const call$ = <T>(method: 'get' | 'list', name: string, answer: (now: number) => T): Observable<T> =>
    new Observable((subscriber) => {
      const number = calls++;
      let over = false;
      record({ kind: 'call', method, name });
      const end = (): void => {
        over = true;
        record({ kind: 'answer', method, name });
        const failure = failing.find(({ call }) => call === number);
        try {
          if (failure) throw new RpcError({ call: name, code: failure.code, message: 'as scripted' });
          subscriber.next(answer(scheduler.now()));
          subscriber.complete();
        } catch (error) {
          subscriber.error(error);
        }
      };
      const latency = latencies[number % latencies.length]!;
      if (latency === 0) end();
      else subscriber.add(scheduler.schedule(end, latency));
      return () => {
        if (!over) record({ kind: 'cancel', method, name });
      };
    });
  const client: Pick<OperationsClient, 'getOperation' | 'listOperations'> = {
    getOperation: ({ name }) =>
      call$('get', name, (now) => {
        const message = messageAt(Number(name.slice('operations/'.length)), now);
        if (!message) throw new RpcError({ call: name, code: StatusCode.NOT_FOUND, message: 'unknown' });
        return message;
      }),
    listOperations: ({ name, pageToken = '0', pageSize = 1_000 }) =>
      call$('list', name, (now) => {
        const from = Number(pageToken);
        const to = from + pageSize;
        const operations = endsAt
          .map((_, index) => index)
          .slice(from, to)
          .filter((index) => !unlisted.includes(index))
          .flatMap((index) => messageAt(index, now - lag) ?? []);
        return { operations, nextPageToken: to < endsAt.length ? String(to) : '' };
      }),
  };
  return client as OperationsClient;
}
