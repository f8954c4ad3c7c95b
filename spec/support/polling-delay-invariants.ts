import type { PollingScript } from './arbitrary-polling.js';
import type { Invariant } from './invariant.js';
import { must } from './invariant.js';
import { scheduledDelayOf } from './play-polling.js';
import { pollsOf } from './polls-of-log.js';

function left({ timeout = Infinity }: PollingScript, at: number): number {
  return timeout - at;
}

export const noCallInAPause: Invariant = (log) => {
  let paused = false;
  log.forEach((event, index) => {
    if (event.kind === 'pause') paused = event.paused;
    const before = log[index - 1];
    // What takes the place of a refused wait is the same poll.
    const isSamePoll = before?.kind === 'failure' && before.refused;
    must(event.kind !== 'call' || !paused || isSamePoll, 'no poll begins in a pause', event);
  });
};

/** Each poll begins when the delay is over, or at the very time of a poke or of the end of a pause; no later either. */
export const pollsWhenDue: Invariant = (log, script) => {
  /** When the next call is due; none while one is under way, and after the end. */
  let due: number | undefined = 0;
  let waits = false;
  let poked = false;
  let paused = false;
  log.forEach((event, index) => {
    const { at } = event;
    must(due === undefined || paused || at <= due, `a call was due at ${due}`, event);
    switch (event.kind) {
      case 'call':
        must(at === due, `a call begins when it is due, at ${due}`, event);
        due = undefined;
        poked = false;
        waits = event.wait !== undefined;
        break;
      case 'failure':
        if (event.refused) due = at;
        break;
      case 'cancel':
        due = at;
        break;
      case 'state':
        due = at + (poked ? 0 : (event.state.poll.nextDelay ?? Infinity));
        poked = false;
        break;
      case 'poke':
        if (due !== undefined) due = at;
        else if (!waits || paused || left(script, at) <= 0) poked = true;
        else must(log[index + 1]?.kind === 'cancel', 'a poke makes an end of a pending wait', log[index + 1]);
        break;
      case 'pause':
        if (paused && !event.paused && due !== undefined) due = at;
        paused = event.paused;
        break;
      default:
        due = undefined;
    }
  });
};

/** Without long polls, and after failures: the delay of the schedule, or a longer one of `RetryInfo`; cut at the timeout. */
export const delaysOfSchedule: Invariant = (log, script) => {
  for (const { end, state } of pollsOf(log)) {
    if (!state || state.state.done) continue;
    const { attempt, nextDelay, lastError } = state.state.poll;
    if (script.longPoll !== false && end.kind === 'answer') continue;
    const wanted = Math.max(scheduledDelayOf(script, attempt), lastError?.retryDelay ?? 0);
    const delay = Math.min(left(script, state.at), wanted);
    must(nextDelay === delay, `the delay after poll ${attempt} is ${delay}`, state.state.poll);
  }
};

/**
 * From the beginning of a wait to the next poll there is a delay of the schedule, however early it was answered: with
 * `'auto'` the one after the poll before, with `true` the first one, after each early answer the next. After a
 * GetOperation the next call may come at once, but is then a wait; and so may it after a wait that lasted as long as asked.
 */
export const neverHot: Invariant = (log, script) => {
  if (script.longPoll === false) return;
  const polls = pollsOf(log);
  let earlyAnswers = 0;
  // With `'auto'`, what the waits are to take the place of.
  let delay = 0;
  polls.forEach(({ calls, end, state }, index) => {
    if (!state || state.state.done || end.kind === 'failure') return;
    const { attempt, nextDelay = 0 } = state.state.poll;
    const { at, wait } = calls.at(-1)!;
    const next = polls[index + 1]?.calls[0];
    if (wait === undefined) {
      delay = scheduledDelayOf(script, attempt);
      const isScheduled = nextDelay >= Math.min(left(script, state.at), scheduledDelayOf(script, attempt));
      const isWait = !next || next.wait !== undefined || left(script, next.at) <= 0;
      must(isScheduled || isWait, 'what follows a GetOperation at once is a wait', next);
    } else {
      if (script.longPoll === true) delay = scheduledDelayOf(script, earlyAnswers + 1);
      const waited = state.at - at;
      const rest = Math.max(0, delay - waited);
      if (rest > 0) earlyAnswers++;
      // A wait that was shorter than the delay is followed by another.
      const isWaitedOut = script.longPoll === 'auto' && rest > 0 && waited >= wait;
      const wanted = isWaitedOut ? 0 : rest;
      must(
        nextDelay === Math.min(left(script, state.at), wanted),
        `of ${delay} ms, ${rest} are left`,
        state.state.poll,
      );
      delay = isWaitedOut ? rest : scheduledDelayOf(script, attempt);
    }
  });
};
