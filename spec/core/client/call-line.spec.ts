import type { Subscription } from 'rxjs';
import {
  asyncScheduler,
  concatMap,
  EMPTY,
  merge,
  mergeMap,
  NEVER,
  Observable,
  of,
  range,
  Subject,
  switchMap,
  take,
  tap,
  throwError,
} from 'rxjs';
import { CallLine } from '../../../src/core/client/call-line.js';
import { marbles } from '../../support/marbles.js';

/** Calls that are answered when they are told to be, and what was made of them. */
function calls() {
  const made: string[] = [];
  const answers = new Map<string, Subject<string>>();
  const call$ = (name: string) =>
    new Observable<string>((subscriber) => {
      made.push(name);
      const answer$ = new Subject<string>();
      answers.set(name, answer$);
      return answer$.subscribe(subscriber);
    });
  const answer = (name: string): void => {
    answers.get(name)?.next(name);
    answers.get(name)?.complete();
  };
  return { made, call$, answer };
}

describe('The line of calls', () => {
  it('makes a call that has room at once, and is the same otherwise', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const line = new CallLine(10);
      const call$ = cold('  --(a|)');
      const bound$ = line.bound$('get', call$);
      expectObservable(bound$).toBe('--(a|)');
      expectObservable(bound$, '-!').toBe('-');
      expectObservable(line.bound$('get', cold('--#'))).toBe('--#');
      expectObservable(line.bound$('get', EMPTY)).toBe('|');
      expectObservable(line.bound$('get', of('a'))).toBe('(a|)');
      expectObservable(line.bound$('get', NEVER)).toBe('-');
      expectObservable(
        line.bound$(
          'get',
          throwError(() => 'error'),
        ),
      ).toBe('#');
      expectSubscriptions(call$.subscriptions).toBe(['^-!', '^!']);
    });
  });

  it('has so many under way, the others in order, each made when one before it was answered', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const line = new CallLine(2);
      const [first$, second$, third$, fourth$] = [cold('--(a|)'), cold('-----(b|)'), cold('--(c|)'), cold('-(d|)')];
      expectObservable(line.bound$('get', first$)).toBe('  --(a|)');
      expectObservable(line.bound$('get', second$)).toBe(' -----(b|)');
      expectObservable(line.bound$('get', third$)).toBe('  ----(c|)');
      expectObservable(line.bound$('get', fourth$)).toBe(' -----(d|)');
      expectSubscriptions(first$.subscriptions).toBe('     ^-!');
      expectSubscriptions(second$.subscriptions).toBe('    ^----!');
      expectSubscriptions(third$.subscriptions).toBe('     --^-!');
      expectSubscriptions(fourth$.subscriptions).toBe('    ----^!');
    });
  });

  it('goes on after an error, after an end without an answer, and after a call that throws', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const line = new CallLine(1);
      const [failing$, empty$, last$] = [cold('--#'), cold('--|'), cold('-(a|)')];
      const throwing = {
        subscribe: () => {
          throw new Error('unruly');
        },
      } as unknown as Observable<string>;
      expectObservable(line.bound$('get', failing$)).toBe('  --#');
      expectObservable(line.bound$('get', empty$)).toBe('    ----|');
      expectObservable(line.bound$('get', throwing)).toBe('  ----#', {}, new Error('unruly'));
      expectObservable(line.bound$('get', last$)).toBe('     -----(a|)');
      expectSubscriptions(last$.subscriptions).toBe('        ----^!');
    });
  });

  it('is left without a trace: who waits was never made, and takes nobody the turn', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const line = new CallLine(1);
      const [first$, left$, last$] = [cold('----(a|)'), cold('-(b|)'), cold('-(c|)')];
      expectObservable(line.bound$('get', first$)).toBe('      ----(a|)');
      expectObservable(line.bound$('get', left$), '--!').toBe('-');
      expectObservable(line.bound$('get', last$)).toBe('       -----(c|)');
      expectObservable(line.waiting$, '      -----!').toBe('       a-b-c', { a: 2, b: 1, c: 0 });
      expectSubscriptions(left$.subscriptions).toBe([]);
      expectSubscriptions(last$.subscriptions).toBe('          ----^!');
    });
  });

  it('lets the next one in when a call is given up', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const line = new CallLine(1);
      const [first$, second$] = [cold('-'), cold('-(a|)')];
      expectObservable(line.bound$('get', first$), '--!').toBe('-');
      expectObservable(line.bound$('get', second$)).toBe('       ---(a|)');
      expectSubscriptions(first$.subscriptions).toBe('           ^-!');
      expectSubscriptions(second$.subscriptions).toBe('          --^!');
    });
  });

  it('counts a call that is given up as under way until its cancel may leave, or until it ends by itself', () => {
    marbles(({ flush }) => {
      const line = new CallLine(1);
      const { made, call$, answer } = calls();
      // Uses up what may be cancelled at once.
      for (let index = 0; index < 200; index++) line.bound$('get', NEVER).subscribe().unsubscribe();
      const heard: string[] = [];
      const hear = (what: string): unknown => heard.push(what);
      line.bound$('get', call$('given up')).subscribe(hear).unsubscribe();
      line.bound$('get', call$('later')).subscribe(hear);
      expect(made).toEqual(['given up']);
      asyncScheduler.schedule(() => answer('given up'), 100);
      asyncScheduler.schedule(() => expect(made).toEqual(['given up', 'later']), 101);
      flush();
      expect(heard).toEqual([]);
      // The timer of the cancels is gone, too.
      expect(asyncScheduler.now()).toBe(101);
    });
  });

  it('session-closed-by-resets: makes nothing of what is given up with all the others', () => {
    marbles(({ flush }) => {
      const line = new CallLine(100);
      const { made, call$ } = calls();
      const given = Array.from({ length: 3_000 }, (_, index) => line.bound$('get', call$(`${index}`)).subscribe());
      for (const call of given) call.unsubscribe();
      line.bound$('get', call$('stays')).subscribe();
      flush();
      expect(made.length).toBe(101);
      expect(made.at(-1)).toBe('stays');
      expect(line.waiting).toBe(0);
    });
  });

  it('kinds take turns: a cancel, a page and a start do not wait behind all polls, nor polls behind them', () => {
    const line = new CallLine(1);
    const { made, call$, answer } = calls();
    const names = ['get 1', 'get 2', 'get 3', 'get 4', 'cancel 1', 'cancel 2', 'list 1'];
    for (const name of names) line.bound$(name.slice(0, -2), call$(name)).subscribe();
    for (let index = 0; index < names.length; index++) answer(made[index] ?? '');
    expect(made).toEqual(['get 1', 'get 2', 'cancel 1', 'list 1', 'get 3', 'cancel 2', 'get 4']);
  });

  it('one who polls again and again gets no turn of another', () => {
    const line = new CallLine(1);
    const { made, call$, answer } = calls();
    // Each answer of the one is followed by its next poll at once.
    const busy$ = range(1, 3).pipe(concatMap((poll) => line.bound$('get', call$(`busy ${poll}`))));
    const seen = merge(busy$, line.bound$('get', call$('other 1')), line.bound$('get', call$('other 2')));
    seen.subscribe();
    for (let index = 0; index < 5; index++) answer(made[index] ?? '');
    expect(made).toEqual(['busy 1', 'other 1', 'other 2', 'busy 2', 'busy 3']);
  });

  it('needs no deeper stack for a hundred thousand calls that are answered at once', () => {
    const line = new CallLine(1);
    const first$ = new Subject<number>();
    let answered = 0;
    line.bound$('get', first$).subscribe();
    range(0, 100_000)
      .pipe(mergeMap((index) => line.bound$('get', of(index))))
      .subscribe(() => answered++);
    expect(answered).toBe(0);
    first$.complete();
    expect(answered).toBe(100_000);
  });

  it('subscribes again for each subscriber, and unsubscribes at once from a client that does not end', () => {
    const line = new CallLine(1);
    let ended = 0;
    const endless$ = new Observable<number>((subscriber) => {
      subscriber.next(1);
      return () => ended++;
    });
    const bound$ = line.bound$('get', endless$);
    for (let times = 0; times < 300; times++) bound$.pipe(take(1)).subscribe();
    // No cancel was spent on them, which had an answer.
    expect(ended).toBe(300);
  });

  it('who leaves or comes while it moves up does not disturb it', () => {
    const line = new CallLine(1);
    const { made, call$, answer } = calls();
    const later: Subscription[] = [];
    line
      .bound$('get', call$('first'))
      .pipe(
        tap(() => later[0]?.unsubscribe()),
        switchMap(() => line.bound$('get', call$('newcomer'))),
      )
      .subscribe();
    later.push(line.bound$('get', call$('leaves')).subscribe());
    line.bound$('get', call$('next')).subscribe();
    for (const name of ['first', 'next', 'newcomer']) answer(name);
    expect(made).toEqual(['first', 'next', 'newcomer']);
    expect(line.isFree).toBeTrue();
  });
});
