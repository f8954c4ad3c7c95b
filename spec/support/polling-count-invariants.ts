import { isPollError, isPollTimeoutError } from '../../src/index.js';
import type { Invariant } from './invariant.js';
import { must } from './invariant.js';
import { NAME } from './messages.js';
import { pollsOf } from './polls-of-log.js';

export const oneCallAtATime: Invariant = (log) => {
  let open = 0;
  for (const event of log) {
    if (event.kind === 'call') open++;
    else if (event.kind === 'answer' || event.kind === 'failure' || event.kind === 'cancel') open--;
    must(open === 0 || open === 1, 'a call begins when the one before has ended', event);
  }
};

export const nothingAfterTheEnd: Invariant = (log) => {
  const close = log.findIndex(({ kind }) => kind === 'closed');
  const closed = log[close];
  must(closed?.kind === 'closed', 'the subscription is closed', log.at(-1));
  must(close === log.length - 1, 'nothing happens when it is closed', log.slice(close + 1));
  must(closed.timers === 0, 'no timer is left', closed);
  const ofCalls = log.filter(({ kind }) => ['call', 'answer', 'failure', 'cancel'].includes(kind));
  must(ofCalls.at(-1)?.kind !== 'call', 'no call is left open', ofCalls.at(-1));
  const end = log.findIndex(({ kind }) => kind === 'complete' || kind === 'error');
  must(end < 0 || end === close - 1, 'the end closes the subscription at once', log.slice(end));
};

export const endsOnce: Invariant = (log, { leave }) => {
  log.forEach((event, index) => {
    const then = log[index + 1];
    if (event.kind === 'state' && event.state.done) {
      // One who leaves with that very state does not see the completion.
      const leaves = leave && 'withState' in leave && leave.withState === event.state.poll.attempt;
      must(then?.kind === (leaves ? 'closed' : 'complete'), 'the state that is done is the last, and completes', then);
    }
    if (event.kind === 'complete') {
      const before = log[index - 1];
      must(before?.kind === 'state' && before.state.done, 'the stream completes with a state that is done', before);
    }
  });
};

export const countsPolls: Invariant = (log) => {
  let failures = 0;
  let failingSince = 0;
  const polls = pollsOf(log);
  polls.forEach(({ end, then, state }, index) => {
    failures = end.kind === 'answer' ? 0 : failures + 1;
    if (failures === 1) failingSince = end.at;
    must(then?.at === end.at, 'something comes of a poll when it ends', then);
    must(then.kind === 'state' || then.kind === 'error', 'a poll gives a state or ends the wait', then);
    if (!state) return;
    const { attempt, lastError, ...poll } = state.state.poll;
    must(attempt === index + 1, 'each poll counts up by one', attempt);
    must(poll.failures === failures, 'failures are those in a row', poll);
    must((lastError !== undefined) === failures > 0, 'there is a last error while polls fail', lastError);
    const failingFor = failures > 0 ? state.at - failingSince : undefined;
    must(state.failingFor === failingFor, 'it fails since the first of the failures in a row', state);
  });
  const states = log.filter(({ kind }) => kind === 'state');
  must(states.length === polls.filter(({ state }) => state).length, 'each state comes of a poll', states);
  const end = log.find((event) => event.kind === 'error');
  const attempts = isPollError(end?.error) || isPollTimeoutError(end?.error) ? end.error.attempts : undefined;
  must(!end || attempts === polls.length, 'the error says how many polls were made', end);
};

export const asksByNameInTime: Invariant = (log, { callTimeout, timeout = Infinity }) => {
  let name = NAME;
  for (const event of log) {
    if (event.kind === 'answer') name = event.name;
    if (event.kind === 'state') must(event.state.name === name, `the name follows the answers: ${name}`, event);
    if (event.kind !== 'call') continue;
    const { at, wait, deadline } = event;
    const left = timeout - at;
    must(event.name === name, `the name follows the answers: ${name}`, event);
    if (wait === undefined) {
      const longest = left > 0 ? Math.min(left, callTimeout) : callTimeout;
      must(deadline > 0 && deadline <= longest, `a call takes ${longest} ms at most`, event);
    } else {
      must(wait > 0 && wait <= Math.min(left, 55_000), 'a server waits 55 s at most, and not beyond the end', event);
      must(deadline === wait + callTimeout, 'the client has patience with a server that waits', event);
    }
  }
};

export const endsInTime: Invariant = (log, { timeout = Infinity, callTimeout }) => {
  let latest = timeout + callTimeout;
  for (const [index, event] of log.entries()) {
    if (event.kind === 'call' && event.at > timeout) {
      const before = log[index - 1];
      const isSamePoll = before?.kind === 'failure' && before.refused;
      must(isSamePoll, 'no call begins when the time is up, but in the place of a wait refused late', event);
      latest += callTimeout;
    }
    const goesOn = event.kind === 'state' && !event.state.done;
    must(!goesOn || event.at < timeout, 'nothing goes on when the time is up', event);
    if (event.kind !== 'closed') must(event.at <= latest, `the wait ends at ${latest} ms at the latest`, event);
    if (event.kind !== 'error' || !isPollTimeoutError(event.error)) continue;
    const { elapsed } = event.error;
    must(event.at >= timeout && elapsed === event.at, 'the time is up when it is, and not before', event);
  }
};
