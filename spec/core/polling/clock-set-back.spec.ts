import { concat, delay, NEVER, of, throwError, timer } from 'rxjs';
import type { OperationsClient, PollOptions } from '../../../src/index.js';
import { pollOperation$, tolerateTransient } from '../../../src/index.js';
import { ClockThatJumps } from '../../support/clock-that-jumps.js';
import { endlessClient } from '../../support/endless-client.js';
import { NAME, running } from '../../support/messages.js';
import { clientWith } from '../../support/operations-client-with.js';
import { unavailable } from '../../support/rpc-errors.js';

const HOUR = 3_600_000;
const DELAY = 1_000;
const LIMIT = 10_000;
const failing = clientWith({
  getOperation: () => throwError(unavailable),
  waitOperation: () => throwError(unavailable),
});

/** Each with its client, what is limited, and how it ends. */
const WAITS: Readonly<
  Record<string, { readonly options: PollOptions; readonly fails?: boolean; readonly end: string }>
> = {
  'the timeout of polls': { options: { timeout: LIMIT }, end: 'PollTimeoutError' },
  'the timeout of polls with an input for pauses': {
    options: { timeout: LIMIT, pauseWhile: of(false) },
    end: 'PollTimeoutError',
  },
  'the timeout of polls that fail': {
    options: { timeout: LIMIT, tolerance: tolerateTransient({ maxFailures: 1_000 }) },
    fails: true,
    end: 'PollTimeoutError',
  },
  'the timeout of long polls': { options: { timeout: LIMIT, longPoll: true }, end: 'PollTimeoutError' },
  'the timeout of shorter long polls': {
    options: { timeout: LIMIT, longPoll: true, longPollTimeout: DELAY },
    end: 'PollTimeoutError',
  },
  'the timeout of long polls in the place of delays': {
    options: { timeout: LIMIT, longPoll: 'auto' },
    end: 'PollTimeoutError',
  },
  'the timeout in a pause': {
    options: { timeout: LIMIT, pauseWhile: concat(of(true), NEVER) },
    end: 'PollTimeoutError',
  },
  maxFailingTime: {
    options: { tolerance: tolerateTransient({ maxFailures: 1_000, maxFailingTime: LIMIT }) },
    fails: true,
    end: 'PollError',
  },
  'maxFailingTime of long polls': {
    options: { longPoll: true, tolerance: tolerateTransient({ maxFailures: 1_000, maxFailingTime: LIMIT }) },
    fails: true,
    end: 'PollError',
  },
};

describe('clock-set-back: a clock that is set back an hour in mid-wait', () => {
  for (const [title, { options, fails = false, end }] of Object.entries(WAITS)) {
    for (const at of [500, 4_500, 9_500]) {
      it(`at ${at} ms makes ${title} longer by one delay at most`, () => {
        const scheduler = new ClockThatJumps();
        const client: OperationsClient = fails ? failing : endlessClient(1_000_000, scheduler);
        let ended: string | undefined;
        let endedAt = 0;
        timer(at, scheduler).subscribe(() => scheduler.set(-HOUR));
        pollOperation$(client, NAME, { schedule: () => DELAY, scheduler, ...options }).subscribe({
          error: (error: unknown) => {
            ended = (error as Error).name;
            endedAt = scheduler.frame;
          },
        });
        scheduler.flush();

        expect(ended).toBe(end);
        expect(endedAt).toBeGreaterThanOrEqual(LIMIT);
        expect(endedAt).toBeLessThanOrEqual(LIMIT + 2 * DELAY);
      });
    }
  }

  it('makes no wait of a long poll longer than it would be, and the delay after it by no more than that delay', () => {
    const scheduler = new ClockThatJumps();
    const asked: number[] = [];
    const times: number[] = [];
    // The server answers long before its time.
    const client = clientWith({
      getOperation: () => of(running()),
      waitOperation: ({ timeout = 0 }) => {
        asked.push(timeout);
        times.push(scheduler.frame);
        return of(running()).pipe(delay(100, scheduler));
      },
    });
    timer(4_550, scheduler).subscribe(() => scheduler.set(-HOUR));
    pollOperation$(client, NAME, { schedule: () => DELAY, scheduler, longPoll: 'auto', timeout: LIMIT }).subscribe({
      error: () => undefined,
    });
    scheduler.flush();

    expect(Math.max(...asked)).toBe(DELAY);
    expect(Math.max(...times.map((time, i) => time - (times[i - 1] ?? 0)))).toBeLessThanOrEqual(2 * DELAY);
  });

  it('on the machine, makes the timeout of a polling longer by one delay at most', () => {
    jasmine
      .clock()
      .install()
      .mockDate(new Date(2026, 0, 1));
    try {
      const client = clientWith({ getOperation: () => of(running()) });
      const ends: string[] = [];
      const wait = { error: ({ name }: Error) => ends.push(name) };
      pollOperation$(client, NAME, { schedule: () => DELAY, timeout: LIMIT }).subscribe(wait);
      jasmine.clock().tick(4_500);
      jasmine.clock().mockDate(new Date(2025, 11, 31));
      jasmine.clock().tick(LIMIT - 4_500 - 1);

      expect(ends).toEqual([]);

      jasmine.clock().tick(2 * DELAY + 1);

      expect(ends).toEqual(['PollTimeoutError']);
    } finally {
      jasmine.clock().uninstall();
    }
  });
});
