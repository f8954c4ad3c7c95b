import { VirtualTimeScheduler } from 'rxjs';
import type { Jitter, PollSchedule } from '../../../src/index.js';
import { exponentialThenFixed, fixedInterval, pollOperation$ } from '../../../src/index.js';
import { doneAfter } from '../../support/done-after.js';
import { NAME } from '../../support/messages.js';
import { seededRandom } from '../../support/seeded-random.js';
import { runningState } from '../../support/running-state.js';

type Make = (jitter: Jitter, random?: () => number) => PollSchedule;

const DELAY = 1_000;

/** Schedules with the same delay: where it grows, where it has grown, and where it never does. */
const schedules: readonly { readonly of: string; readonly attempt: number; readonly make: Make }[] = [
  {
    of: 'the growing delays of exponentialThenFixed',
    attempt: 2,
    make: (jitter, random) => exponentialThenFixed({ initialDelay: DELAY / 2, multiplier: 2, jitter, random }),
  },
  {
    of: 'the last delays of exponentialThenFixed',
    attempt: 20,
    make: (jitter, random) => exponentialThenFixed({ initialDelay: 1, interval: DELAY, jitter, random }),
  },
  { of: 'fixedInterval', attempt: 1, make: (jitter, random) => fixedInterval(DELAY, { jitter, random }) },
];

/** The least and the most that a generator gives. */
const LEAST = (): number => 0;
const MOST = (): number => 1 - Number.EPSILON / 2;

for (const { of, attempt, make } of schedules) {
  const delayOf = (jitter: Jitter, random?: () => number): number => make(jitter, random)(attempt, runningState);

  describe(`the jitter of ${of}`, () => {
    it('none leaves the delay as it is, without a draw', () => {
      const random = jasmine.createSpy('random');
      expect(delayOf('none', random)).toBe(DELAY);
      expect(random).not.toHaveBeenCalled();
    });

    it('full draws from (0, delay], also at the extremes of the generator', () => {
      expect(delayOf('full', LEAST)).toBe(DELAY);
      expect(delayOf('full', MOST)).toBeGreaterThan(0);
      expect(delayOf('full', MOST)).toBeLessThan(1e-9);
    });

    it('equal draws from (delay / 2, delay], also at the extremes of the generator', () => {
      expect(delayOf('equal', LEAST)).toBe(DELAY);
      expect(delayOf('equal', MOST)).toBeGreaterThanOrEqual(DELAY / 2);
      expect(delayOf('equal', MOST)).toBeCloseTo(DELAY / 2, 6);
    });

    for (const [jitter, least] of [
      ['full', 0],
      ['equal', 0.5],
    ] as const) {
      it(`${jitter} fills its range evenly, in many draws`, () => {
        const schedule = make(jitter, seededRandom(attempt));
        const shares = Array.from({ length: 10_000 }, () => schedule(attempt, runningState) / DELAY);
        expect(Math.min(...shares)).toBeGreaterThan(least);
        expect(Math.max(...shares)).toBeLessThanOrEqual(1);
        expect(shares.reduce((sum, share) => sum + share) / shares.length).toBeCloseTo((1 + least) / 2, 1);
        for (let part = 0; part < 10; part++) {
          const from = least + ((1 - least) * part) / 10;
          const inPart = shares.filter((share) => share > from && share <= from + (1 - least) / 10).length;
          expect(inPart).withContext(`draws above ${from}`).toBeGreaterThan(800);
        }
      });
    }

    it('invalid-schedule: an unknown one is refused, with those that there are', () => {
      for (const jitter of ['some', 'toString', '']) {
        expect(() => make(jitter as Jitter)).toThrowError(
          RangeError,
          `jitter must be one of full, equal, none; found ${jitter}.`,
        );
      }
    });

    it('invalid-schedule: a generator that gives no share of 1 ends the polling, and no wait is below 0', () => {
      for (const drawn of [NaN, 5, Infinity, undefined as unknown as number]) {
        for (const jitter of ['full', 'equal'] as const) {
          const scheduler = new VirtualTimeScheduler();
          const error = jasmine.createSpy('error');
          const schedule = make(jitter, () => drawn);
          pollOperation$(doneAfter(1), NAME, { schedule, scheduler }).subscribe({ error });
          scheduler.flush();
          expect(error).toHaveBeenCalledOnceWith(
            jasmine.objectContaining({ message: jasmine.stringMatching(/^The schedule gave (NaN|-)/) }),
          );
        }
      }
    });
  });
}
