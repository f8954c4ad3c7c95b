import { concat, EMPTY, ignoreElements, map, NEVER, take, tap } from 'rxjs';
import { pollOperation$ } from '../../src/index.js';
import type { PollingScript } from './arbitrary-polling.js';
import { NAME, types } from './messages.js';
import { PlatformLikeScheduler } from './platform-like-scheduler.js';
import { after$, playedClient } from './played-client.js';
import type { PollingEvent, PollingLog } from './polling-log.js';

/** Plays a script in virtual time. Each call subscribes to the same Observable anew, and gives what happened to the end. */
export function playPolling(script: PollingScript): () => PollingLog {
  const { leave } = script;
  const scheduler = new PlatformLikeScheduler();
  let log: (PollingEvent & { readonly at: number })[] = [];
  let startedAt = 0;
  let leftAt: number | undefined;
  const record = (event: PollingEvent): void => void log.push({ ...event, at: leftAt ?? scheduler.now() - startedAt });
  const { client, rewind } = playedClient(script, { scheduler, record });
  const pauses = script.pauses.map(({ after, paused }) => after$(after, scheduler).pipe(map(() => paused)));
  const pokes = script.pokes.map((gap) => after$(gap, scheduler));

  const states$ = pollOperation$(client, NAME, {
    ...types,
    scheduler,
    schedule: (attempt) => scheduledDelayOf(script, attempt),
    longPoll: script.longPoll,
    timeout: script.timeout,
    callTimeout: script.callTimeout,
    pauseWhile: concat(...pauses, script.pausesComplete ? EMPTY : NEVER).pipe(
      tap({
        next: (paused) => record({ kind: 'pause', paused }),
        complete: () => record({ kind: 'pause', paused: false }),
      }),
    ),
    pollNow: concat(...pokes).pipe(tap(() => record({ kind: 'poke' }))),
  });
  const recorded$ = states$.pipe(
    tap({
      next: (state) => {
        const { failingSince } = state.poll;
        const failingFor = failingSince === undefined ? undefined : scheduler.now() - failingSince;
        record({ kind: 'state', state, failingFor });
      },
      error: (error: unknown) => record({ kind: 'error', error }),
      complete: () => record({ kind: 'complete' }),
      finalize: () => record({ kind: 'closed', timers: scheduler.actions.length }),
    }),
    take(leave && 'withState' in leave ? leave.withState : Infinity),
    ignoreElements(),
  );

  return () => {
    log = [];
    rewind();
    startedAt = scheduler.now();
    scheduler.maxFrames = leave && 'after' in leave ? startedAt + leave.after : Infinity;
    const subscription = recorded$.subscribe({ error: () => undefined });
    scheduler.flush();
    // A wait that goes on for ever, as in a pause without an end, is left at the end of time.
    leftAt = scheduler.maxFrames - startedAt;
    subscription.unsubscribe();
    leftAt = undefined;
    scheduler.maxFrames = Infinity;
    scheduler.flush();
    return log;
  };
}

/** What the schedule of a script says after a poll. */
export function scheduledDelayOf({ delays }: PollingScript, attempt: number): number {
  return delays[(attempt - 1) % delays.length]!;
}
