import type { SchedulerLike } from 'rxjs';
import { interval, last, map, NEVER, of, VirtualTimeScheduler } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import type { PollOptions } from '../../../src/index.js';
import { pollOperation$ } from '../../../src/index.js';
import { endlessClient } from '../../support/endless-client.js';
import { NAME } from '../../support/messages.js';

const POLLS = 20_000;

/** How the polls come about, on a scheduler. */
const WAYS: Readonly<Record<string, (scheduler: SchedulerLike) => PollOptions>> = {
  'after a delay each': () => ({}),
  'at once each': () => ({ schedule: () => 0 }),
  'within a timeout': () => ({ timeout: 1_000_000_000 }),
  'with an input for pauses': () => ({ pauseWhile: of(false) }),
  'whenever they are asked for': (scheduler) => ({ pollNow: interval(7, scheduler), schedule: () => 1_000_000 }),
  'with pauses between': (scheduler) => ({ pauseWhile: interval(7, scheduler).pipe(map((i) => i % 2 === 0)) }),
  'by waits that are as long as they can be': () => ({ longPoll: true, longPollTimeout: 10 }),
  'by waits in the place of delays': () => ({ longPoll: 'auto' }),
  'by waits, with an input for polls': () => ({ longPoll: 'auto', pollNow: NEVER }),
};

function options(way: (scheduler: SchedulerLike) => PollOptions, scheduler: SchedulerLike): PollOptions {
  return { schedule: () => 10, scheduler, ...way(scheduler) };
}

describe(`ten-thousand-virtual-polls: ${POLLS} polls of one operation do not overflow the stack`, () => {
  for (const [title, way] of Object.entries(WAYS)) {
    it(`${title}, on a VirtualTimeScheduler`, () => {
      const scheduler = new VirtualTimeScheduler();
      let attempts = 0;
      const states$ = pollOperation$(endlessClient(POLLS, scheduler), NAME, options(way, scheduler));
      states$.subscribe({ next: ({ poll }) => (attempts = poll.attempt) });
      scheduler.flush();

      expect(attempts).toBe(POLLS);
    });

    it(`${title}, in TestScheduler.run`, () => {
      const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
      let attempts = 0;
      scheduler.run(() => {
        pollOperation$(endlessClient(POLLS, scheduler), NAME, options(way, scheduler))
          .pipe(last())
          .subscribe(({ poll }) => (attempts = poll.attempt));
      });

      expect(attempts).toBe(POLLS);
    });
  }
});
