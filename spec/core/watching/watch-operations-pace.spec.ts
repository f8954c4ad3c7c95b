import type { Observable } from 'rxjs';
import { EMPTY, map, merge, NEVER, Subject, take, throwError, VirtualTimeScheduler } from 'rxjs';
import type { WatchOptions } from '../../../src/index.js';
import { watchOperations } from '../../../src/index.js';
import { CollectionServer } from '../../support/collection-server.js';
import { marbles } from '../../support/marbles.js';
import { NAME, running } from '../../support/messages.js';

const BOOLS = { t: true, f: false };
const ATTEMPTS = { 1: 1, 2: 2, 3: 3, 4: 4 };
const SECOND: WatchOptions = { every: 1_000, maxCallsPerSecond: 1_000 };

/** The polls as marbles: the number of each, and the end. */
function polls$(options: WatchOptions, server = new CollectionServer([running()])): Observable<number> {
  return watchOperations(server, { ...SECOND, ...options }).watch$(NAME).pipe(map(({ poll }) => poll.attempt)); // prettier-ignore
}

describe('watchOperations with pauseWhile', () => {
  it('makes no poll while it is true, and one at once when it turns false', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const pauseWhile = cold<boolean>('f 499ms t 3s f', BOOLS);
      expectObservable(polls$({ pauseWhile }), '^ 5s !').toBe('1 3500ms 2 999ms 3', ATTEMPTS);
      expectSubscriptions(pauseWhile.subscriptions).toBe('^ 5s !');
    });
  });

  it('holds the first poll, and is not held for ever by an input that completes', () => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(polls$({ pauseWhile: cold<boolean>('t 199ms |', BOOLS) }), '^ 500ms !').toBe(
        '200ms 1',
        ATTEMPTS,
      );
      expectObservable(polls$({ pauseWhile: EMPTY }), '^ 500ms !').toBe('1', ATTEMPTS);
    });
  });

  it('lets a call under way end, and stops a sweep between two pages', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const names = Array.from({ length: 60 }, (_, i) => `operations/${i}`);
      const server = new CollectionServer(names.map((name) => running(undefined, name)), { maxPageSize: 30, latency: 100 }); // prettier-ignore
      const pauseWhile = cold<boolean>('50ms t 299ms f', BOOLS);
      const watch = watchOperations(server, { ...SECOND, pauseWhile });
      const seen$ = merge(...names.map((name) => watch.watch$(name).pipe(map(() => 'x'), take(1)))); // prettier-ignore
      expectObservable(seen$).toBe(`100ms (${'x'.repeat(30)}) ${450 - 100 - 32}ms (${'x'.repeat(30)}|)`);
      flush();
      expect(server.log).toEqual(['0 list operations', '350 list operations from 30']);
    });
  });

  it('leaves no timer behind in a pause', () => {
    const scheduler = new VirtualTimeScheduler();
    const pauseWhile = new Subject<boolean>();
    polls$({ scheduler, pauseWhile }).pipe(take(2)).subscribe();
    pauseWhile.next(true);
    scheduler.flush();
    expect(scheduler.actions).toEqual([]);
    expect(pauseWhile.observed).toBeTrue();
    pauseWhile.next(false);
    scheduler.flush();
    expect(pauseWhile.observed).toBeFalse();
  });

  it('ends all with the error of the input, without a call when it fails at once', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const server = new CollectionServer([running()]);
      const watch = watchOperations(server, { ...SECOND, pauseWhile: throwError(() => 'broken') });
      expectObservable(watch.watch$(NAME)).toBe('#', {}, 'broken');
      expectObservable(watch.list$).toBe('#', {}, 'broken');
      const late = watchOperations(server, { ...SECOND, pauseWhile: cold<boolean>('200ms #', BOOLS, 'broken') });
      expectObservable(late.watch$(NAME).pipe(map(({ poll }) => poll.attempt))).toBe('1 199ms #', ATTEMPTS, 'broken'); // prettier-ignore
      flush();
      expect(server.calls.length).toBe(1);
    });
  });
});

describe('watchOperations with pollNow', () => {
  it('polls at once, and goes on from there', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const pollNow = cold('300ms p');
      expectObservable(polls$({ pollNow }), '^ 1500ms !').toBe('1 299ms 2 999ms 3', ATTEMPTS);
      expectSubscriptions(pollNow.subscriptions).toBe('^ 1500ms !');
    });
  });

  it('follows a round that is under way by another', () => {
    marbles(({ cold, expectObservable }) => {
      const server = new CollectionServer([running()], { latency: 500 });
      const options = { pollNow: cold('1200ms p') };
      expectObservable(polls$(options, server), '^ 2900ms !').toBe('500ms 1 999ms 2 499ms 3 699ms 4', ATTEMPTS);
    });
  });

  it('does not go round and round for one who asks at each state', () => {
    marbles(({ expectObservable, flush }) => {
      const server = new CollectionServer([running()]);
      const pollNow = new Subject<void>();
      const states$ = watchOperations(server, { ...SECOND, maxCallsPerSecond: 10, pollNow }).watch$(NAME);
      states$.pipe(take(4)).subscribe(() => pollNow.next());
      expectObservable(NEVER, '^ 1s !').toBe('-');
      flush();
      expect(server.log.slice(0, 4)).toEqual([0, 100, 200, 300].map((at) => `${at} get ${NAME}`));
    });
  });
});

describe('watchOperations, time', () => {
  it('has one timer for one collection, however many operations are watched', () => {
    const scheduler = new VirtualTimeScheduler();
    const names = Array.from({ length: 100 }, (_, i) => `operations/${i}`);
    const server = new CollectionServer(names.map((name) => running(undefined, name)));
    const watch = watchOperations(server, { ...SECOND, scheduler });
    const all = merge(...names.map((name) => watch.watch$(name))).subscribe();
    expect(scheduler.actions.length).toBe(1);
    scheduler.maxFrames = 10_500;
    scheduler.flush();
    expect(scheduler.actions.length).toBe(1);
    expect(server.calls.length).toBe(11);
    all.unsubscribe();
    scheduler.maxFrames = Infinity;
    scheduler.flush();
    expect(server.calls.length).toBe(11);
  });

  it('huge-delay: begins a round after more than 2^31-1 ms', () => {
    marbles(({ expectObservable }) => {
      const every = 2 ** 31 + 500;
      expectObservable(polls$({ every }), `^ ${every + 10}ms !`).toBe(`1 ${every - 1}ms 2`, ATTEMPTS);
    });
  });
});
