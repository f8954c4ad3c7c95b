import fc from 'fast-check';
import { isPollError, isPollTimeoutError } from '../../../src/index.js';
import type { PollingScript } from '../../support/arbitrary-polling.js';
import { arbitraryPolling } from '../../support/arbitrary-polling.js';
import { brokenLogs, plainScript, soundLogs } from '../../support/broken-polling.js';
import type { Invariant } from '../../support/invariant.js';
import { invariants } from '../../support/polling-invariants.js';
import type { PollingLog } from '../../support/polling-log.js';
import { playPolling } from '../../support/play-polling.js';

const byName = Object.entries<Invariant>(invariants);
const LONG_POLLS = [false, true, 'auto'] as const;

/** Lets the rule that is broken be read together with the script that breaks it, as small as it gets. */
function holdsFor(longPoll: PollingScript['longPoll'], numRuns: number, check: (script: PollingScript) => void): void {
  const property = fc.property(arbitraryPolling(longPoll), check);
  expect(() => fc.assert(property, { seed: 3, numRuns, includeErrorInReport: true })).not.toThrow();
}

/** Without what is told on the clock of the scheduler. */
function comparable(log: PollingLog): string {
  return JSON.stringify(log, (key, value: unknown) => (key === 'failingSince' ? undefined : value));
}

describe('pollOperation$, whatever happens', () => {
  for (const longPoll of LONG_POLLS) {
    it(`keeps all rules of polling with longPoll: ${longPoll}`, () => {
      holdsFor(longPoll, 1_000, (script) => {
        const log = playPolling(script)();
        for (const [, invariant] of byName) invariant(log, script);
      });
    });

    it(`per-subscription-state: makes of the same script the same wait again with longPoll: ${longPoll}`, () => {
      holdsFor(longPoll, 300, (script) => {
        const play = playPolling(script);
        const first = play();
        // That a server does not have WaitOperation is remembered for the client.
        fc.pre(!first.some((event) => event.kind === 'failure' && event.refused));
        expect(comparable(play())).toBe(comparable(first));
      });
    });
  }
});

describe('the rules of polling', () => {
  const errorOf = (log: PollingLog): unknown => log.find((event) => event.kind === 'error')?.error;
  const ends = (status: string) => (log: PollingLog) =>
    log.some((event) => event.kind === 'state' && event.state.status === status);
  const follow = (one: string, other: string) => (log: PollingLog) =>
    log.some(({ kind }, index) => kind === one && log[index + 1]?.kind === other);
  const situations: Readonly<Record<string, (log: PollingLog) => boolean>> = {
    succeeded: ends('succeeded'),
    failed: ends('failed'),
    cancelled: ends('cancelled'),
    permanent: (log) => String(errorOf(log)).includes('PERMISSION_DENIED'),
    exhausted: (log) => String(errorOf(log)).includes('maxFailures'),
    'no RpcError': (log) => isPollError(errorOf(log)) && /no RpcError|thrown|without/.test(String(errorOf(log))),
    'time is up after a poll': (log) => isPollTimeoutError(errorOf(log)) && follow('answer', 'error')(log),
    'time is up in a pause': (log) => isPollTimeoutError(errorOf(log)) && follow('pause', 'error')(log),
    'left during a call': follow('cancel', 'closed'),
    'left during a delay': follow('state', 'closed'),
    'a poll at the end of a pause': follow('pause', 'call'),
    'a poll for a poke': follow('poke', 'call'),
    'a wait given up for a poke': follow('cancel', 'call'),
    'a wait refused': (log) => log.some((event) => event.kind === 'failure' && event.refused),
    'a delay of more than 2^31-1 ms': (log) => log.some(({ kind, at }) => kind === 'call' && at >= 2 ** 31),
  };

  it('are put to the test in each situation', () => {
    const logs = LONG_POLLS.flatMap((longPoll) =>
      fc.sample(arbitraryPolling(longPoll), { seed: 3, numRuns: 300 }).map((script) => playPolling(script)()),
    );
    for (const [situation, isIt] of Object.entries(situations)) {
      expect(logs.filter(isIt).length).withContext(situation).toBeGreaterThan(5);
    }
  });

  for (const [name, invariant] of byName) {
    it(`refuse what breaks them, and nothing else: ${name}`, () => {
      for (const log of soundLogs) expect(() => invariant(log, plainScript)).not.toThrow();
      for (const [rule, log, script] of brokenLogs[name as keyof typeof invariants]) {
        expect(() => invariant(log, { ...plainScript, ...script })).toThrowError(new RegExp(`^${rule}`));
      }
    });
  }
});
