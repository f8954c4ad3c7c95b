import type { PollInfo } from '../../src/index.js';
import { PollTimeoutError } from '../../src/index.js';
import { NAME, succeeded } from './messages.js';
import type { PollingEvent, PollingLog } from './polling-log.js';
import { runningState } from './running-state.js';
import { stateOf } from './states.js';

export const call = { kind: 'call', name: NAME, deadline: 1_000 } as const satisfies PollingEvent;
export const wait = { kind: 'call', name: NAME, wait: 500, deadline: 1_500 } as const satisfies PollingEvent;
export const answer = { kind: 'answer', name: NAME } as const satisfies PollingEvent;
export const failure: PollingEvent = { kind: 'failure', refused: false };
export const refused: PollingEvent = { kind: 'failure', refused: true };
export const cancel: PollingEvent = { kind: 'cancel' };
export const complete: PollingEvent = { kind: 'complete' };
export const closed: PollingEvent = { kind: 'closed', timers: 0 };
export const pause: PollingEvent = { kind: 'pause', paused: true };
export const resume: PollingEvent = { kind: 'pause', paused: false };
export const poke: PollingEvent = { kind: 'poke' };

export function running(attempt: number, poll: Partial<PollInfo> = {}, failingFor?: number): PollingEvent {
  const state = { ...runningState, metadata: '', poll: { attempt, failures: 0, nextDelay: 500, ...poll } };
  return { kind: 'state', state, failingFor };
}

export function done(attempt: number): PollingEvent {
  return { kind: 'state', state: stateOf(succeeded('hello'), attempt), failingFor: undefined };
}

export function timedOut(attempt: number, elapsed: number): PollingEvent {
  const lastState = { ...runningState, poll: { attempt, failures: 0 } };
  return { kind: 'error', error: new PollTimeoutError({ timeout: 1_000, elapsed, lastState }) };
}

/** What happened at a time. */
export function at(time: number, ...events: readonly PollingEvent[]): PollingLog {
  return events.map((event) => ({ ...event, at: time }));
}
