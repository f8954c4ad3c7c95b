import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as rxjs from 'rxjs';
import { NEVER, of, VirtualTimeScheduler } from 'rxjs';
import type { OperationState, PollOptions } from '../../../src/index.js';
import { pollOperation$ } from '../../../src/index.js';
import type { RxjsCopy } from '../../support/endless-client.js';
import { endlessClient } from '../../support/endless-client.js';
import { NAME } from '../../support/messages.js';

const require = createRequire(import.meta.url);
const second = require(join(dirname(require.resolve('rxjs/package.json')), 'dist/bundles/rxjs.umd.js')) as RxjsCopy;

const WARM_UP = 500;
/** So many that what code takes when it is compiled, some 100 kB, is little of each. */
const POLLS = 20_000;
/** In bytes: less than anything that is kept of one takes, and more than the heap changes by itself. */
const MOST_GROWTH = 30;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function heapUsed(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

/** By how much the heap grows with each poll of one operation, in bytes: at least, as code that is compiled is no leak. */
function growth(copy: RxjsCopy, options: PollOptions): number {
  return Math.min(growthOnce(copy, options), growthOnce(copy, options), growthOnce(copy, options));
}

function growthOnce(copy: RxjsCopy, options: PollOptions): number {
  const scheduler = new VirtualTimeScheduler();
  const heap: number[] = [];
  const look = ({ poll: { attempt } }: OperationState): void => {
    if (attempt === WARM_UP || attempt === WARM_UP + POLLS) heap.push(heapUsed());
  };
  const client = endlessClient(WARM_UP + POLLS + 2, scheduler, copy);
  pollOperation$(client, NAME, { schedule: () => 10, scheduler, ...options }).subscribe(look);
  scheduler.flush();
  const [before = 0, after = Infinity] = heap;
  return (after - before) / POLLS;
}

const WAYS: Readonly<Record<string, PollOptions>> = {
  'after a delay each': {},
  'within a timeout': { timeout: 1_000_000_000 },
  'with inputs for pauses and polls': { pauseWhile: of(false), pollNow: NEVER },
  'by waits that are as long as they can be': { longPoll: true, longPollTimeout: 10 },
  'by waits in the place of delays': { longPoll: 'auto', timeout: 1_000_000_000 },
};

describe('second-rxjs-copy: nothing grows with the polls of one operation', () => {
  for (const [title, options] of Object.entries(WAYS)) {
    it(`${title}, where the client has the same copy of RxJS`, () => {
      expect(growth(rxjs, options)).toBeLessThan(MOST_GROWTH);
    });

    it(`${title}, where the client has another copy of RxJS`, () => {
      expect(growth(second, options)).toBeLessThan(MOST_GROWTH);
    });
  }

  it('which would show: what keeps something for each poll grows', () => {
    const kept: object[] = [];
    const schedule = (attempt: number): number => {
      // Ten times what the specs above allow, as other specs may have left something to be collected meanwhile.
      kept.push(Array.from({ length: 10 * (MOST_GROWTH / 8) }, () => attempt));
      return 10;
    };

    expect(growth(rxjs, { schedule })).toBeGreaterThan(MOST_GROWTH);
    expect(second === rxjs).toBeFalse();
  });
});
