import { map } from 'rxjs';
import { fixedInterval, pollOperation$ } from '../../../src/index.js';
import { doneAfter } from '../../support/done-after.js';
import { marbles } from '../../support/marbles.js';
import { NAME } from '../../support/messages.js';
import { runningState } from '../../support/running-state.js';

describe('fixedInterval', () => {
  it('gives the same delay after each poll', () => {
    marbles(({ expectObservable }) => {
      const schedule = fixedInterval(5_000);
      const states$ = pollOperation$(doneAfter(3), NAME, { schedule }).pipe(map(({ poll }) => String(poll.attempt)));
      expectObservable(states$).toBe('1 4999ms 2 4999ms 3 4999ms (4|)');
    });
  });

  it('stays the same for attempts without end', () => {
    const schedule = fixedInterval(0.5);
    expect([1, 2, 10_000, Number.MAX_SAFE_INTEGER].map((attempt) => schedule(attempt, runningState))).toEqual([
      0.5, 0.5, 0.5, 0.5,
    ]);
  });

  it('has no jitter by default, and draws from Math.random where it has', () => {
    const random = spyOn(Math, 'random').and.returnValue(0.5);
    expect(fixedInterval(1_000)(1, runningState)).toBe(1_000);
    expect(random).not.toHaveBeenCalled();
    expect(fixedInterval(1_000, { jitter: 'equal' })(1, runningState)).toBe(750);
    expect(random).toHaveBeenCalledTimes(1);
  });

  it('takes the defaults for options that are undefined', () => {
    expect(fixedInterval(1_000, { jitter: undefined, random: undefined })(1, runningState)).toBe(1_000);
  });

  it('invalid-schedule: interval must be a number above 0, and the error says so at once', () => {
    for (const interval of [0, -0, -1, NaN, Infinity, -Infinity, '5' as unknown as number]) {
      expect(() => fixedInterval(interval)).toThrowError(
        RangeError,
        `interval must be a number above 0, and finite; found ${String(interval)}.`,
      );
    }
  });
});
