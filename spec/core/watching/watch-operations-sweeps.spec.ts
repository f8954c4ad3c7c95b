import { map, merge, mergeMap, Subscription, take, timer } from 'rxjs';
import type { OperationMessage, OperationState, OperationsWatch, WatchOptions } from '../../../src/index.js';
import { isPollError, RpcError, StatusCode, tolerateTransient, watchOperations } from '../../../src/index.js';
import { CollectionServer } from '../../support/collection-server.js';
import { marbles } from '../../support/marbles.js';
import { running, succeeded } from '../../support/messages.js';
import { rpcError, unavailable } from '../../support/rpc-errors.js';

const SECOND: WatchOptions = { every: 1_000, maxCallsPerSecond: 1_000 };

function names(length: number, collection = 'operations'): string[] {
  return Array.from({ length }, (_, i) => `${collection}/${i}`);
}

function messages(length: number, collection?: string): OperationMessage[] {
  return names(length, collection).map((name) => running(undefined, name));
}

/** What each operation that is watched showed last, and how many states it had. */
class Seen {
  readonly last = new Map<string, string>();
  readonly states = new Map<string, number>();
  readonly errors = new Map<string, unknown>();
  readonly subscription = new Subscription();

  watch(watch: OperationsWatch, ...watched: readonly string[]): this {
    for (const name of watched) {
      this.subscription.add(
        watch.watch$(name).subscribe({
          next: ({ status, poll }: OperationState) => {
            this.last.set(name, `${status}${poll.failures > 0 ? ` after ${poll.failures}` : ''}`);
            this.states.set(name, (this.states.get(name) ?? 0) + 1);
          },
          error: (error: unknown) => this.errors.set(name, error),
          complete: () => this.last.set(name, `${this.last.get(name)}, complete`),
        }),
      );
    }
    return this;
  }

  /** How many operations showed each thing last. */
  get counts(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const shown of this.last.values()) counts[shown] = (counts[shown] ?? 0) + 1;
    return counts;
  }
}

/** Runs a watch of some operations for a time, in virtual time. */
function runFor(time: number, body: () => Seen): Seen {
  let seen: Seen | undefined;
  marbles(({ flush }) => {
    seen = body();
    const { subscription } = seen;
    timer(time).subscribe(() => subscription.unsubscribe());
    flush();
  });
  return seen!;
}

describe('watchOperations, sweeps', () => {
  it('polls many of a collection by List, a page after the other, each round', () => {
    const server = new CollectionServer(messages(100), { maxPageSize: 40 });
    const seen = runFor(1_500, () => new Seen().watch(watchOperations(server, SECOND), ...names(100)));
    expect(server.log).toEqual([
      '0 list operations',
      '1 list operations from 40',
      '2 list operations from 80',
      '1000 list operations',
      '1001 list operations from 40',
      '1002 list operations from 80',
    ]);
    expect(server.calls.map(({ request }) => 'pageSize' in request && request.pageSize)).toContain(1_000);
    expect(seen.counts).toEqual({ running: 100 });
    expect(new Set(seen.states.values())).toEqual(new Set([2]));
  });

  it('polls few by Get, at the same rate', () => {
    const server = new CollectionServer(messages(24));
    runFor(900, () => new Seen().watch(watchOperations(server, { ...SECOND, maxCallsPerSecond: 50 }), ...names(24)));
    expect(server.log).toEqual(names(24).map((name, i) => `${i * 20} get ${name}`));
  });

  it('ends each operation that a page shows to be done, once', () => {
    const server = new CollectionServer([...messages(50), succeeded('x', undefined, 'operations/0')]);
    const seen = runFor(2_500, () => {
      timer(1_500).subscribe(() => server.operations.set('operations/1', succeeded('y', undefined, 'operations/1')));
      return new Seen().watch(watchOperations(server, SECOND), ...names(50));
    });
    expect(seen.counts).toEqual({ running: 48, 'succeeded, complete': 2 });
    expect(seen.states.get('operations/0')).toBe(1);
    expect(seen.states.get('operations/1')).toBe(3);
    expect(server.log).toEqual(['0 list operations', '1000 list operations', '2000 list operations']);
  });

  it('asks by Get for a name that is missing from a whole sweep, and believes that', () => {
    const server = new CollectionServer(messages(50));
    server.listed.set('operations/7', undefined);
    const seen = runFor(500, () =>
      new Seen().watch(watchOperations(server, SECOND), ...names(50), 'operations/unknown'),
    );
    expect(server.log).toEqual(['0 list operations', '1 get operations/7', '2 get operations/unknown']);
    expect(seen.counts).toEqual({ running: 50 });
    const error = seen.errors.get('operations/unknown');
    expect(isPollError(error) && error.code).toBe(StatusCode.NOT_FOUND);
  });

  it('never takes back an end for a page that is older', () => {
    const server = new CollectionServer(messages(50));
    for (const name of ['operations/7', 'operations/8']) {
      server.listed.set(name, running('old', name));
      server.operations.set(name, succeeded('x', undefined, name));
    }
    server.listed.delete('operations/8');
    const seen = runFor(2_500, () => new Seen().watch(watchOperations(server, SECOND), ...names(50)));
    expect(seen.last.get('operations/8')).toBe('succeeded, complete');
    expect(seen.states.get('operations/8')).toBe(1);
    expect(seen.last.get('operations/7')).toBe('running');
  });

  it('asks once by Get where a page says done without a result', () => {
    const server = new CollectionServer(messages(50));
    server.listed.set('operations/7', { name: 'operations/7', done: true });
    server.operations.set('operations/7', succeeded('x', undefined, 'operations/7'));
    server.operations.set('operations/8', { name: 'operations/8', done: true });
    const seen = runFor(2_500, () => new Seen().watch(watchOperations(server, SECOND), ...names(50)));
    expect(seen.counts).toEqual({ running: 48, 'succeeded, complete': 2 });
    expect(server.log.filter((call) => call.includes('get'))).toEqual(['1 get operations/7', '2 get operations/8']);
  });

  it('asks for no further page when it has all that are watched', () => {
    const server = new CollectionServer(messages(500), { maxPageSize: 50 });
    const seen = runFor(500, () => new Seen().watch(watchOperations(server, SECOND), ...names(60)));
    expect(server.log).toEqual(['0 list operations', '1 list operations from 50']);
    expect(seen.counts).toEqual({ running: 60 });
  });

  it('gives up a sweep that costs more than Gets, and leaves it out afterwards', () => {
    // Those that are watched are the last of 100,000.
    const server = new CollectionServer([...messages(100_000), ...messages(30, 'operations/last').map(renamed)]);
    const watched = names(30).map((_, i) => `operations/last${i}`);
    const seen = runFor(2_900, () => new Seen().watch(watchOperations(server, SECOND), ...watched));
    expect(seen.counts).toEqual({ running: 30 });
    expect(server.log.filter((call) => call.includes('list'))).toEqual([
      '0 list operations',
      '1 list operations from 1000',
    ]);
    expect(server.log.filter((call) => call.includes('get')).length).toBe(90);
  });

  it('remembers for five minutes that List is refused, and gets each operation meanwhile', () => {
    for (const code of [
      StatusCode.UNIMPLEMENTED,
      StatusCode.PERMISSION_DENIED,
      StatusCode.INVALID_ARGUMENT,
      StatusCode.NOT_FOUND,
    ]) {
      const server = new CollectionServer(messages(30), { listError: () => rpcError(code) });
      const seen = runFor(301_500, () =>
        new Seen().watch(watchOperations(server, { ...SECOND, every: 60_000 }), ...names(30)),
      );
      expect(server.log.filter((call) => call.includes('list')))
        .withContext(`${code}`)
        .toEqual(['0 list operations', '300000 list operations']);
      expect(seen.counts).toEqual({ running: 30 });
      expect(new Set(seen.states.values())).toEqual(new Set([6]));
    }
  });

  it('wait-refused, for List: shows no failure when a sweep fails and a Get is answered', () => {
    const server = new CollectionServer(messages(50), { listError: () => rpcError(StatusCode.DEADLINE_EXCEEDED) });
    const seen = runFor(900, () => new Seen().watch(watchOperations(server, SECOND), ...names(50)));
    expect(seen.counts).toEqual({ running: 50 });
    expect(server.log.slice(0, 3)).toEqual(['0 list operations', '1 get operations/0', '2 get operations/1']);
    expect(server.calls.length).toBe(51);
  });

  it('concludes nothing from a sweep that breaks: what it had counts, and the failure shows for the others', () => {
    const server = new CollectionServer(messages(50), {
      maxPageSize: 20,
      listError: ({ pageToken }) => (pageToken ? unavailable() : undefined),
      getError: () => unavailable(),
    });
    const seen = runFor(900, () => new Seen().watch(watchOperations(server, SECOND), ...names(50)));
    expect(seen.counts).toEqual({ running: 20, 'unknown after 1': 30 });
    expect(server.log).toEqual(['0 list operations', '1 list operations from 20', '2 get operations/20']);
  });

  it('tolerates as pollOperation$ does while the server is away, at two calls a round', () => {
    const server = new CollectionServer(messages(50), {
      listError: () => unavailable(),
      getError: () => unavailable(),
    });
    const tolerance = tolerateTransient({ maxFailures: 3 });
    const seen = runFor(10_000, () =>
      new Seen().watch(watchOperations(server, { ...SECOND, tolerance }), ...names(50)),
    );
    expect(seen.counts).toEqual({ 'unknown after 3': 50 });
    expect(seen.errors.size).toBe(50);
    expect([...seen.errors.values()].every((error) => isPollError(error) && error.attempts === 4)).toBeTrue();
    expect(server.calls.length).toBe(8);
  });

  it('goes on as before when the server is back', () => {
    const server = new CollectionServer(messages(50), {
      listError: () => unavailable(),
      getError: () => unavailable(),
    });
    const seen = runFor(3_500, () => {
      timer(1_500).subscribe(() => {
        server.listError = undefined;
        server.getError = undefined;
      });
      return new Seen().watch(watchOperations(server, SECOND), ...names(50));
    });
    expect(seen.counts).toEqual({ running: 50 });
    expect(server.log.slice(4)).toEqual(['2000 list operations', '3000 list operations']);
  });

  it('keeps the next round for the time that the server asks for', () => {
    const later = new RpcError({ call: 'x', code: StatusCode.RESOURCE_EXHAUSTED, message: 'later', retryDelay: 5_000 });
    const server = new CollectionServer(messages(50), { listError: () => later, getError: () => unavailable() });
    runFor(6_000, () => new Seen().watch(watchOperations(server, SECOND), ...names(50)));
    expect(server.log).toEqual([
      '0 list operations',
      '1 get operations/0',
      '5000 list operations',
      '5001 get operations/0',
    ]);
  });

  it('makes a sweep for each parent', () => {
    const parents = ['operations', 'projects/p/operations', 'projects/q/operations'];
    const server = new CollectionServer(parents.flatMap((parent) => messages(30, parent)));
    const seen = runFor(500, () =>
      new Seen().watch(watchOperations(server, SECOND), ...parents.flatMap((parent) => names(30, parent)), 'alone'),
    );
    expect(server.log).toEqual(['0 get alone', ...parents.map((parent, i) => `${i + 1} list ${parent}`)]);
    expect(seen.counts).toEqual({ running: 90 });
  });

  it('lists where collectionOf says, and not at all where it says so', () => {
    const server = new CollectionServer([...messages(30, 'p/operations'), ...messages(30, 'q/operations')]);
    const collectionOf = (name: string): string | undefined => (name.startsWith('p/') ? 'p/operations' : undefined);
    runFor(500, () =>
      new Seen().watch(
        watchOperations(server, { ...SECOND, collectionOf }),
        ...names(30, 'p/operations'),
        ...names(30, 'q/operations'),
      ),
    );
    expect(server.log.filter((call) => call.includes('list'))).toEqual(['1 list p/operations']);
    expect(server.log.filter((call) => call.includes('get q/')).length).toBe(30);
    expect(server.calls.length).toBe(31);
  });

  it('bare-id-answer: knows the operations of a List that says the last part of their names', () => {
    const server = new CollectionServer(messages(30));
    for (const name of names(30)) server.listed.set(name, running(undefined, name.slice('operations/'.length)));
    const seen = runFor(500, () => new Seen().watch(watchOperations(server, SECOND), ...names(30)));
    expect(server.log).toEqual(['0 list operations']);
    expect(seen.counts).toEqual({ running: 30 });
  });

  it('name-follows-response: finds an operation that the server renamed on the pages', () => {
    const server = new CollectionServer(messages(30));
    server.operations.set('operations/0', running(undefined, 'operations/new'));
    server.listed.set('operations/0', undefined);
    server.operations.set('operations/new', running(undefined, 'operations/new'));
    const seen = runFor(2_500, () => new Seen().watch(watchOperations(server, SECOND), ...names(30)));
    expect(server.log).toEqual([
      '0 list operations',
      '1 get operations/0',
      '1000 list operations',
      '2000 list operations',
    ]);
    expect(seen.states.get('operations/0')).toBe(3);
  });

  it('asks at once for operations that are new between two rounds, and for very many by a round of their own', () => {
    const server = new CollectionServer([...messages(60), ...messages(2, 'operations/x').map(renamed)]);
    runFor(900, () => {
      const watch = watchOperations(server, SECOND);
      const seen = new Seen().watch(watch, ...names(30));
      timer(300).subscribe(() => seen.watch(watch, 'operations/x0', 'operations/x1'));
      timer(600).subscribe(() => seen.watch(watch, ...names(60).slice(30)));
      return seen;
    });
    expect(server.log).toEqual([
      '0 list operations',
      '300 get operations/x0',
      '301 get operations/x1',
      '600 list operations',
    ]);
  });

  it('asks by Get, while a sweep takes its time, for one that is new', () => {
    const server = new CollectionServer(messages(3_000), { maxPageSize: 30, latency: 10 });
    const seen = runFor(400, () => {
      const watch = watchOperations(server, { ...SECOND, every: 10_000 });
      const seen = new Seen().watch(watch, ...names(2_999));
      timer(105).subscribe(() => seen.watch(watch, 'operations/2999'));
      return seen;
    });
    expect(seen.last.get('operations/2999')).toBe('running');
    expect(server.log.filter((call) => call.includes('get'))).toEqual(['105 get operations/2999']);
  });

  it('leaves no timer and no call behind when the last one is left during a sweep', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const page = cold('-');
      const watch = watchOperations({ ...new CollectionServer(), listOperations: () => page } as never, SECOND);
      const all$ = merge(...names(30).map((name) => watch.watch$(name)));
      expectObservable(all$, '^ 49ms !').toBe('-');
      expectSubscriptions(page.subscriptions).toBe('^ 49ms !');
    });
  });

  it('asks for smaller pages where one is too large, and keeps to their size', () => {
    const tooLarge = new RpcError({
      call: 'x',
      code: StatusCode.RESOURCE_EXHAUSTED,
      origin: 'caller',
      message: 'large',
    });
    const server = new CollectionServer(messages(50), {
      listError: ({ pageSize = 0 }) => (pageSize > 40 ? tooLarge : undefined),
    });
    const seen = runFor(1_500, () =>
      new Seen().watch(watchOperations(server, { ...SECOND, pageSize: 100 }), ...names(50)),
    );
    expect(server.calls.map(({ request }) => 'pageSize' in request && request.pageSize)).toEqual([
      100, 50, 25, 25, 25, 25,
    ]);
    expect(seen.counts).toEqual({ running: 50 });
  });

  it('sweeps with the filter in its collection alone', () => {
    const server = new CollectionServer([...messages(30), ...messages(30, 'p/operations')]);
    runFor(500, () =>
      new Seen().watch(
        watchOperations(server, { ...SECOND, filter: 'done = false' }),
        ...names(30),
        ...names(30, 'p/operations'),
      ),
    );
    expect(server.calls.map(({ request }) => [request.name, 'filter' in request && request.filter])).toEqual([
      ['operations', 'done = false'],
      ['p/operations', false],
    ]);
  });

  it('is no faster than its rate, whatever comes', () => {
    const server = new CollectionServer(messages(20));
    runFor(20_000, () => {
      const watch = watchOperations(server, { every: 100, maxCallsPerSecond: 5 });
      timer(2_000, 700).pipe(take(10), mergeMap((i) => watch.watch$(`operations/${i}`).pipe(take(1), map(() => i)))).subscribe(); // prettier-ignore
      return new Seen().watch(watch, ...names(20));
    });
    const starts = server.calls.map(({ startedAt }) => startedAt);
    expect(starts.length).toBe(100);
    for (const [i, start] of starts.entries()) expect(start - (starts[i - 1] ?? -200)).toBeGreaterThanOrEqual(200);
  });
});

/** `operations/last/3` as `operations/last3`. */
function renamed(message: OperationMessage): OperationMessage {
  return { ...message, name: message.name.replace(/\/(\d+)$/, '$1') };
}
