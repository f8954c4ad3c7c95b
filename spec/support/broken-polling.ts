import type { PollingScript } from './arbitrary-polling.js';
import {
  answer,
  at,
  call,
  cancel,
  closed,
  complete,
  done,
  failure,
  pause,
  poke,
  refused,
  resume,
  running,
  timedOut,
  wait,
} from './polling-events.js';
import type { invariants } from './polling-invariants.js';
import type { PollingLog } from './polling-log.js';
import { unavailable } from './rpc-errors.js';

const firstPoll = at(0, call, answer, running(1));

/** A wait in which nothing special happens. */
export const plainScript: PollingScript = {
  answers: [],
  delays: [500],
  longPoll: false,
  maxPendingWaits: undefined,
  timeout: undefined,
  callTimeout: 1_000,
  pauses: [],
  pausesComplete: false,
  pokes: [],
  leave: undefined,
};

/** Logs that break no rule. */
export const soundLogs: readonly PollingLog[] = [
  [...firstPoll, ...at(500, call), ...at(600, answer, done(2), complete, closed)],
  [...firstPoll, ...at(100, pause), ...at(900, resume, call), ...at(950, cancel, closed)],
];

/** Logs that each break one rule, by its words. */
export const brokenLogs: Readonly<
  Record<
    keyof typeof invariants,
    readonly (readonly [rule: string, log: PollingLog, script?: Partial<PollingScript>])[]
  >
> = {
  oneCallAtATime: [['a call begins when the one before has ended', at(0, call, call)]],
  nothingAfterTheEnd: [
    ['the subscription is closed', firstPoll],
    ['nothing happens when it is closed', at(0, call, cancel, closed, poke)],
    ['no timer is left', at(0, { kind: 'closed', timers: 1 })],
    ['no call is left open', at(0, call, closed)],
    ['the end closes the subscription at once', at(0, call, answer, complete, running(1), closed)],
  ],
  endsOnce: [
    ['the state that is done is the last, and completes', at(0, call, answer, done(1), running(2))],
    ['the state that is done is the last, and completes', at(0, call, answer, done(1), closed)],
    ['the stream completes with a state that is done', at(0, call, answer, running(1), complete)],
  ],
  countsPolls: [
    ['something comes of a poll when it ends', [...at(0, call, answer), ...at(5, running(1))]],
    ['a poll gives a state or ends the wait', at(0, call, answer, poke)],
    ['each poll counts up by one', at(0, call, answer, running(2))],
    ['failures are those in a row', at(0, call, answer, running(1, { failures: 1 }))],
    ['there is a last error while polls fail', at(0, call, failure, running(1, { failures: 1 }))],
    ['there is a last error while polls fail', at(0, call, answer, running(1, { lastError: unavailable() }))],
    [
      'it fails since the first of the failures in a row',
      at(0, call, failure, running(1, { failures: 1, lastError: unavailable() }, 100)),
    ],
    ['each state comes of a poll', at(0, call, answer, running(1), running(2))],
    ['the error says how many polls were made', at(0, call, answer, timedOut(2, 0))],
  ],
  asksByNameInTime: [
    ['the name follows the answers', at(0, { ...call, name: 'operations/2' })],
    ['the name follows the answers', at(0, call, { ...answer, name: 'operations/2' }, running(1))],
    ['a call takes 300 ms at most', at(0, call), { timeout: 300 }],
    ['a call takes 900 ms at most', at(0, call), { callTimeout: 900 }],
    ['a server waits 55 s at most', at(0, { ...wait, wait: 55_001 })],
    ['a server waits 55 s at most', at(700, wait), { timeout: 1_000 }],
    ['the client has patience with a server that waits', at(0, { ...wait, deadline: 500 })],
  ],
  endsInTime: [
    ['no call begins when the time is up', at(1_001, call), { timeout: 1_000 }],
    ['nothing goes on when the time is up', at(1_000, running(1)), { timeout: 1_000 }],
    ['the wait ends at 2000 ms at the latest', at(2_001, timedOut(1, 2_001)), { timeout: 1_000 }],
    ['the time is up when it is, and not before', at(999, timedOut(1, 999)), { timeout: 1_000 }],
    ['the time is up when it is, and not before', at(1_000, timedOut(1, 1_001)), { timeout: 1_000 }],
  ],
  noCallInAPause: [['no poll begins in a pause', at(0, pause, call)]],
  pollsWhenDue: [
    ['a call was due at 500', [...firstPoll, ...at(600, closed)]],
    ['a call begins when it is due, at 500', [...firstPoll, ...at(400, call)]],
    ['a call was due at 300', [...firstPoll, ...at(300, poke), ...at(500, call)]],
    ['a call was due at 300', [...firstPoll, ...at(200, pause), ...at(300, resume), ...at(500, call)]],
    ['a call was due at 200', [...at(0, call), ...at(100, poke), ...at(200, answer, running(1)), ...at(700, call)]],
    ['a poke makes an end of a pending wait', [...at(0, wait), ...at(100, poke), ...at(200, answer)]],
  ],
  delaysOfSchedule: [
    ['the delay after poll 1 is 500', at(0, call, answer, running(1, { nextDelay: 499 }))],
    ['the delay after poll 1 is 300', firstPoll, { timeout: 300 }],
    [
      'the delay after poll 1 is 900',
      at(0, call, failure, running(1, { failures: 1, lastError: unavailable(900) }, 0)),
      { longPoll: true },
    ],
  ],
  neverHot: [
    [
      'what follows a GetOperation at once is a wait',
      at(0, wait, refused, call, answer, running(1, { nextDelay: 0 }), call, answer, running(2)),
      { longPoll: true },
    ],
    [
      'of 500 ms, 400 are left',
      [...at(0, wait), ...at(100, answer, running(1, { nextDelay: 399 }))],
      { longPoll: true },
    ],
    [
      'of 500 ms, 400 are left',
      [...at(0, call, answer, running(1, { nextDelay: 0 }), wait), ...at(100, answer, running(2, { nextDelay: 0 }))],
      { longPoll: 'auto' },
    ],
    [
      'what follows a GetOperation at once is a wait',
      at(0, call, answer, running(1, { nextDelay: 0 }), call, answer, running(2)),
      { longPoll: 'auto' },
    ],
  ],
};
