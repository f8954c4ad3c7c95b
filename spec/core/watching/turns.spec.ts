import { map, merge, timer } from 'rxjs';
import { asyncScheduler, VirtualTimeScheduler } from 'rxjs';
import { Turns } from '../../../src/core/watching/turns.js';
import { marbles } from '../../support/marbles.js';

describe('Turns', () => {
  it('gives one turn after the other, first come, first served', () => {
    marbles(({ expectObservable }) => {
      const turns = new Turns(10, asyncScheduler);
      const turn$ = (name: string) => turns.turn$().pipe(map(() => name));
      expectObservable(merge(turn$('a'), turn$('b'), turn$('c'))).toBe('a 99ms b 99ms (c|)');
    });
  });

  it('keeps the rate after a rest, too', () => {
    marbles(({ expectObservable }) => {
      const turns = new Turns(10, asyncScheduler);
      const late$ = timer(1_000).pipe(map(() => undefined));
      turns.turn$().subscribe();
      late$.subscribe(() => {
        expect(turns.gap).toBe(100);
      });
      expectObservable(turns.turn$().pipe(map(() => 'b'))).toBe('100ms (b|)');
    });
  });

  it('lets those go on whose time has come, without a turn, before calls', () => {
    marbles(({ expectObservable }) => {
      const turns = new Turns(10, asyncScheduler);
      const at$ = (time: number) => turns.at$(time).pipe(map(() => `t`));
      expectObservable(merge(turns.turn$().pipe(map(() => 'c')), at$(0), at$(250))).toBe('(tc) 246ms (t|)');
    });
  });

  it('lets nobody go on in a pause, and tells when one is over', () => {
    const scheduler = new VirtualTimeScheduler();
    const turns = new Turns(10, scheduler);
    let granted = 0;
    turns.turn$().subscribe(() => granted++);
    expect(turns.pause(true)).toBeFalse();
    scheduler.flush();
    expect([granted, scheduler.actions.length]).toEqual([0, 0]);
    expect(turns.pause(false)).toBeTrue();
    expect(turns.pause(false)).toBeFalse();
    scheduler.flush();
    expect(granted).toBe(1);
  });

  it('gives the turn of one who leaves to the next, and has no timer for nobody', () => {
    const scheduler = new VirtualTimeScheduler();
    const turns = new Turns(10, scheduler);
    const granted: string[] = [];
    const [first, second] = ['first', 'second'].map((name) => turns.turn$().subscribe(() => granted.push(name)));
    first!.unsubscribe();
    scheduler.flush();
    expect(granted).toEqual(['second']);
    const third = turns.at$(5_000).subscribe();
    expect(scheduler.actions.length).toBe(1);
    third.unsubscribe();
    expect(scheduler.actions.length).toBe(0);
    expect(second!.closed).toBeTrue();
  });
});
