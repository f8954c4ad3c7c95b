import type { Observable } from 'rxjs';
import { map, mergeMap, take, timer } from 'rxjs';
import type { OperationMessage, OperationRow, OperationsList, WatchOptions } from '../../../src/index.js';
import { isRpcError, StatusCode, tolerateTransient, UnpackError, watchOperations } from '../../../src/index.js';
import { CollectionServer } from '../../support/collection-server.js';
import { marbles } from '../../support/marbles.js';
import { count, running, succeeded, types } from '../../support/messages.js';
import { denied, rpcError, unavailable } from '../../support/rpc-errors.js';

const SECOND: WatchOptions = { every: 1_000, maxCallsPerSecond: 1_000 };

const one = (progress?: string): OperationMessage => running(progress, 'operations/1');
const two = (progress?: string): OperationMessage => running(progress, 'operations/2');
const three = (progress?: string): OperationMessage => running(progress, 'operations/3');

/** A list in one line, for marbles: the rows, what changed, and how the polling goes. */
function line({ rows, poll, hasMore, ...list }: OperationsList): string {
  const short = (name: string): string => name.replace('operations/', '');
  const changes = (['added', 'changed', 'ended', 'removed'] as const)
    .filter((kind) => list[kind].length > 0)
    .map((kind) => `${kind} ${list[kind].map(short).join(' ')}`);
  const shown = [...rows].map(([name, { status }]) => `${short(name)}${status.charAt(0)}`).join(' ');
  return [
    shown,
    ...changes,
    ...(hasMore ? ['more'] : []),
    ...(poll.failures > 0 ? [`failures ${poll.failures}`] : []),
  ].join(', ');
}

function lines$(server: CollectionServer, options: WatchOptions = {}): Observable<string> {
  return watchOperations(server, { ...SECOND, ...options }).list$.pipe(map(line));
}

describe('watchOperations, list$', () => {
  it('shows the rows by name in the order of the server, and what changed, after each sweep', () => {
    marbles(({ expectObservable, flush }) => {
      const server = new CollectionServer([two('a'), one('a')]);
      timer(500).subscribe(() => server.operations.set('operations/2', two('b')));
      timer(1_500).subscribe(() => {
        server.operations.set('operations/1', succeeded('x', undefined, 'operations/1'));
        server.operations.set('operations/3', three());
      });
      timer(2_500).subscribe(() => server.operations.delete('operations/2'));
      expectObservable(lines$(server), '^ 3500ms !').toBe('a 999ms b 999ms c 999ms d', {
        a: '2r 1r, added 2 1',
        b: '2r 1r, changed 2',
        c: '2r 1s 3r, added 3, ended 1',
        d: '1s 3r, removed 2',
      });
      flush();
      expect(server.log.length).toBe(4);
    });
  });

  it('keeps the row of an operation that shows nothing new', () => {
    marbles(({ flush }) => {
      const server = new CollectionServer([one('a'), two('a')]);
      timer(500).subscribe(() => server.operations.set('operations/2', two('b')));
      const lists: OperationsList[] = [];
      watchOperations(server, SECOND).list$.pipe(take(2)).subscribe((list) => lists.push(list)); // prettier-ignore
      flush();
      const [before, after] = lists.map(({ rows }) => rows);
      expect(after!.get('operations/1')).toBe(before!.get('operations/1'));
      expect(after!.get('operations/2')).not.toBe(before!.get('operations/2'));
      expect(after!.get('operations/2')!.poll.attempt).toBe(2);
    });
  });

  it('tells how the polling goes: when the last whole sweep was, and when the next one is', () => {
    marbles(({ expectObservable }) => {
      const server = new CollectionServer([one()], { latency: 100 });
      const told$ = watchOperations(server, SECOND).list$.pipe(map(({ lastSeen, poll }) => ({ lastSeen, poll })));
      expectObservable(told$, '^ 1500ms !').toBe('100ms a 999ms b', {
        a: { lastSeen: 100, poll: { attempt: 1, failures: 0, nextDelay: 900 } },
        b: { lastSeen: 1_100, poll: { attempt: 2, failures: 0, nextDelay: 900 } },
      });
    });
  });

  it('shows the last known rows and the failure while the server is away', () => {
    marbles(({ expectObservable, flush }) => {
      const server = new CollectionServer([one('a'), two()]);
      timer(500).subscribe(() => (server.listError = () => unavailable()));
      timer(2_500).subscribe(() => (server.listError = undefined));
      const list$ = watchOperations(server, SECOND).list$;
      expectObservable(list$.pipe(map(line)), '^ 3500ms !').toBe('a 999ms b 999ms c 999ms d', {
        a: '1r 2r, added 1 2',
        b: '1r 2r, failures 1',
        c: '1r 2r, failures 2',
        d: '1r 2r',
      });
      const told: unknown[] = [];
      list$.pipe(take(3)).subscribe(({ lastSeen, poll }) => told.push([lastSeen, poll.failingSince, poll.lastError?.code])); // prettier-ignore
      flush();
      expect(told.slice(1)).toEqual([
        [0, 1_000, StatusCode.UNAVAILABLE],
        [0, 1_000, StatusCode.UNAVAILABLE],
      ]);
    });
  });

  it('concludes nothing from a sweep that breaks: it shows what that had, and removes nothing', () => {
    marbles(({ expectObservable }) => {
      const server = new CollectionServer([one('a'), two('a'), three('a')], { maxPageSize: 1 });
      timer(500).subscribe(() => {
        server.operations.set('operations/1', one('b'));
        server.operations.delete('operations/3');
        server.listError = ({ pageToken }) => (pageToken ? unavailable() : undefined);
      });
      timer(1_500).subscribe(() => (server.listError = undefined));
      expectObservable(lines$(server), '^ 2500ms !').toBe('abc 998ms d 999ms e', {
        a: '1r, added 1',
        b: '1r 2r, added 2',
        c: '1r 2r 3r, added 3',
        d: '1r 2r 3r, changed 1, failures 1',
        e: '1r 2r, removed 3',
      });
    });
  });

  it('errors with the failure of a List that is not tolerated', () => {
    marbles(({ expectObservable }) => {
      const refused = new CollectionServer([one()], { listError: () => denied() });
      expectObservable(lines$(refused)).toBe('#', {}, jasmine.objectContaining({ code: StatusCode.PERMISSION_DENIED }));
      const away = new CollectionServer([one()], { listError: () => unavailable() });
      expectObservable(lines$(away, { tolerance: tolerateTransient({ maxFailures: 1 }) })).toBe(
        'a 999ms #',
        { a: ', failures 1' },
        jasmine.objectContaining({ code: StatusCode.UNAVAILABLE }),
      );
      const broken = new CollectionServer([one()], { listError: () => unavailable() });
      const tolerance = (): never => {
        throw new Error('which?');
      };
      expectObservable(lines$(broken, { tolerance })).toBe('#', {}, new Error('which?'));
    });
  });

  it('begins anew for who subscribes after an error', () => {
    marbles(({ expectObservable }) => {
      const server = new CollectionServer([one()], { listError: () => rpcError(StatusCode.UNIMPLEMENTED) });
      const { list$ } = watchOperations(server, SECOND);
      timer(200).subscribe(() => (server.listError = undefined));
      expectObservable(list$.pipe(map(line))).toBe('#', {}, jasmine.any(Error) as unknown);
      expectObservable(timer(500).pipe(mergeMap(() => list$.pipe(map(line), take(1))))).toBe('500ms (a|)', {
        a: '1r, added 1',
      });
    });
  });

  it('late-subscriber: all share one sweep, the last one out ends it', () => {
    marbles(({ expectObservable, flush }) => {
      const server = new CollectionServer([one()]);
      const { list$ } = watchOperations(server, SECOND);
      expectObservable(list$.pipe(map(({ poll }) => poll.attempt)), '^ 1500ms !').toBe('1 999ms 2', { 1: 1, 2: 2 });
      expectObservable(timer(500).pipe(mergeMap(() => list$.pipe(map(({ poll }) => poll.attempt)))), '^ 1800ms !').toBe(
        '500ms 1 499ms 2',
        { 1: 1, 2: 2 },
      );
      flush();
      expect(server.log).toEqual(['0 list operations', '1000 list operations']);
    });
  });

  it('shows the rows of a first sweep after 1, 2, 4, 8 … pages', () => {
    marbles(({ expectObservable }) => {
      const messages = Array.from({ length: 10 }, (_, i) => running(undefined, `operations/${i}`));
      const server = new CollectionServer(messages, { maxPageSize: 1, latency: 10 });
      const sizes$ = watchOperations(server, SECOND).list$.pipe(
        map(({ rows, added, lastSeen }) => [rows.size, added.length, lastSeen ?? 'partly']),
      );
      expectObservable(sizes$, '^ 1200ms !').toBe('10ms a 9ms b 19ms c 39ms d 19ms e 999ms f', {
        a: [1, 1, 'partly'],
        b: [2, 1, 'partly'],
        c: [4, 2, 'partly'],
        d: [8, 4, 'partly'],
        e: [10, 2, 100],
        f: [10, 0, 1_100],
      });
    });
  });

  it('has as many rows as it may, those that are listed first, and asks for no further page', () => {
    marbles(({ expectObservable, flush }) => {
      const messages = Array.from({ length: 10 }, (_, i) => running(undefined, `operations/${i}`));
      const server = new CollectionServer(messages, { maxPageSize: 2 });
      expectObservable(lines$(server, { maxRows: 3 }), '^ 500ms !').toBe('ab', {
        a: '0r 1r, added 0 1',
        b: '0r 1r 2r, added 2, more',
      });
      const exact = new CollectionServer(messages.slice(0, 2));
      expectObservable(lines$(exact, { maxRows: 2 }), '^ 500ms !').toBe('a', { a: '0r 1r, added 0 1' });
      flush();
      expect(server.log).toEqual(['0 list operations', '1 list operations from 2']);
    });
  });

  it('never takes back an end: not that of a row, and not one that a Get has shown', () => {
    marbles(({ expectObservable }) => {
      const server = new CollectionServer([succeeded('x', undefined, 'operations/1'), two()]);
      timer(500).subscribe(() => {
        server.listed.set('operations/1', one('older'));
        server.listed.set('operations/2', { name: 'operations/2', done: true });
        server.operations.set('operations/2', succeeded('y', undefined, 'operations/2'));
      });
      timer(1_500).subscribe(() => server.listed.set('operations/2', two('older')));
      timer(2_500).subscribe(() => server.listed.clear());
      const watch = watchOperations(server, SECOND);
      watch.watch$('operations/2').subscribe();
      expectObservable(watch.list$.pipe(map(line)), '^ 3500ms !').toBe('-a 998ms b 999ms c 999ms d', {
        a: '1s 2r, added 1 2',
        b: '1s 2s, ended 2',
        c: '1s 2s',
        d: '1s 2s, ended 2',
      });
    });
  });

  it('shows the end that a Get has shown, whatever the page says', () => {
    marbles(({ expectObservable }) => {
      const server = new CollectionServer([two()]);
      const watch = watchOperations(server, SECOND);
      timer(200).subscribe(() => {
        server.listed.set('operations/2', two());
        server.operations.set('operations/2', succeeded('y', undefined, 'operations/2'));
      });
      timer(200).pipe(mergeMap(() => watch.watch$('operations/2'))).subscribe(); // prettier-ignore
      expectObservable(watch.list$.pipe(map(line)), '^ 2500ms !').toBe('a 999ms b 999ms c', {
        a: '2r, added 2',
        b: '2s, ended 2',
        c: '2s',
      });
    });
  });

  it('poison-metadata: a response that does not unpack spoils its own row alone', () => {
    marbles(({ flush }) => {
      const server = new CollectionServer([succeeded('x', 'a', 'operations/1'), succeeded('y', 'b', 'operations/2')]);
      const typesOf = ({ name }: OperationMessage): typeof types =>
        name === 'operations/1' ? ({ ...types, responseType: count } as never) : types;
      let rows: readonly OperationRow<string, string>[] = [];
      watchOperations(server, { ...SECOND, typesOf }).list$.pipe(take(1)).subscribe((list) => (rows = [...list.rows.values()])); // prettier-ignore
      flush();
      expect(rows.map(({ status }) => status)).toEqual(['lost', 'succeeded']);
      expect(rows[0]!.status === 'lost' && rows[0]!.error).toBeInstanceOf(UnpackError);
      expect(rows[1]!.status === 'succeeded' && rows[1]!.response).toBe('y');
    });
  });

  it('keeps what typesOf throws in the row', () => {
    marbles(({ flush }) => {
      const typesOf = (): never => {
        throw new Error('which?');
      };
      const shown: unknown[] = [];
      const { list$ } = watchOperations(new CollectionServer([one('a')]), { ...SECOND, typesOf });
      list$.pipe(take(1)).subscribe(({ rows }) => shown.push(...rows.values()));
      flush();
      expect(shown).toEqual([jasmine.objectContaining({ status: 'lost', error: new Error('which?') })]);
    });
  });

  it('has one sweep for the list and for those that are watched, however few', () => {
    marbles(({ expectObservable, flush }) => {
      const server = new CollectionServer([one('a'), two()]);
      const watch = watchOperations(server, SECOND);
      expectObservable(watch.list$.pipe(map(line)), '^ 1500ms !').toBe('a 999ms b', {
        a: '1r 2r, added 1 2',
        b: '1r 2r',
      });
      expectObservable(watch.watch$('operations/1').pipe(map(({ poll }) => poll.attempt)), '^ 1500ms !').toBe(
        '1 999ms 2',
        { 1: 1, 2: 2 },
      );
      flush();
      expect(server.log).toEqual(['0 list operations', '1000 list operations']);
    });
  });

  it('goes on for those that are watched when the list ends with an error', () => {
    marbles(({ expectObservable }) => {
      const server = new CollectionServer([one('a')], { listError: () => denied() });
      const watch = watchOperations(server, SECOND);
      expectObservable(watch.list$.pipe(map(line))).toBe('#', {}, jasmine.anything() as unknown);
      expectObservable(watch.watch$('operations/1').pipe(map(({ poll }) => poll.attempt)), '^ 1500ms !').toBe(
        '- 1 998ms 2',
        { 1: 1, 2: 2 },
      );
    });
  });

  it('lists what it is asked for', () => {
    marbles(({ flush }) => {
      const server = new CollectionServer();
      const options = { collection: 'p/operations', filter: 'done = false', pageSize: 7, headers: { a: 'b' }, callTimeout: 5 }; // prettier-ignore
      watchOperations(server, { ...SECOND, ...options }).list$.pipe(take(1)).subscribe(); // prettier-ignore
      flush();
      expect(server.calls.map(({ request, options }) => [request, options] as unknown)).toEqual([
        [
          { name: 'p/operations', filter: 'done = false', pageSize: 7 },
          { timeout: 5, headers: { a: 'b' } },
        ],
      ]);
    });
  });

  it('leaves no call and no timer behind', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const page = cold('-');
      const { list$ } = watchOperations({ ...new CollectionServer(), listOperations: () => page } as never, SECOND);
      expectObservable(list$, '^ 49ms !').toBe('-');
      expectSubscriptions(page.subscriptions).toBe('^ 49ms !');
    });
  });

  it('hands on the error that a client throws', () => {
    marbles(({ expectObservable }) => {
      const client = new CollectionServer([], { listError: () => new Error('broken') });
      expectObservable(lines$(client)).toBe('#', {}, new Error('broken'));
      expect(isRpcError(unavailable())).toBeTrue();
    });
  });
});
