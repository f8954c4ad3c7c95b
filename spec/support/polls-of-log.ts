import type { PollingEvent, PollingLog } from './polling-log.js';

type At<K extends PollingEvent['kind']> = Extract<PollingEvent, { readonly kind: K }> & { readonly at: number };

/** A poll that was not given up by an unsubscribe. */
export interface LoggedPoll {
  /** More than one when a wait was refused, or given up for a poke. */
  readonly calls: readonly At<'call'>[];
  readonly end: At<'answer'> | At<'failure'>;
  /** Whether a GetOperation took the place of a WaitOperation that failed. */
  readonly refused: boolean;
  /** What came of it: the very next event. */
  readonly then: PollingLog[number] | undefined;
  readonly state: At<'state'> | undefined;
}

/** The polls of a log, in order. */
export function pollsOf(log: PollingLog): LoggedPoll[] {
  const polls: LoggedPoll[] = [];
  let calls: At<'call'>[] = [];
  let refused = false;
  log.forEach((event, index) => {
    if (event.kind === 'call') calls.push(event);
    if (event.kind === 'failure' && event.refused) refused = true;
    else if (event.kind === 'answer' || event.kind === 'failure') {
      const then = log[index + 1];
      polls.push({ calls, end: event, refused, then, state: then?.kind === 'state' ? then : undefined });
      calls = [];
      refused = false;
    }
  });
  return polls;
}
