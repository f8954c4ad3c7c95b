import type { Observable } from 'rxjs';
import { map, of, throwError } from 'rxjs';
import type {
  OperationMessage,
  PollErrorInit,
  PollFailure,
  TolerateTransientOptions,
  Verdict,
} from '../../../src/index.js';
import { fixedInterval, PollError, pollOperation$, StatusCode, tolerateTransient } from '../../../src/index.js';
import { marbles } from '../../support/marbles.js';
import { NAME, running, succeeded } from '../../support/messages.js';
import { rpcError, unavailable } from '../../support/rpc-errors.js';
import { ScriptedClient } from '../../support/scripted-client.js';

const GONE = 'the operation is unknown to the server, or has expired';
const GO_ON: Verdict = { kind: 'continue' };
const TOO_LONG: Verdict = { kind: 'exhausted', limit: 'maxFailingTime', value: 30_000, unit: 'ms' };
const TOO_MANY: Verdict = { kind: 'exhausted', limit: 'maxFailures', value: 3 };
const UNKNOWN: Verdict = { kind: 'permanent', reason: GONE };
const UNKNOWN_AFTER_GRACE: Verdict = {
  kind: 'permanent',
  reason: `${GONE}; the notFoundGrace of 5000 ms is over`,
};

type Row = readonly [what: string, options: TolerateTransientOptions, failure: Partial<PollFailure>, verdict: Verdict];

const notFound = (): ReturnType<typeof rpcError> => rpcError(StatusCode.NOT_FOUND, 'no such operation');
const lost = { error: unavailable() };
const missing = { error: notFound() };
const forAWhile = { maxFailures: 3, maxFailingTime: 30_000 };
const withGrace = { ...forAWhile, notFoundGrace: 5_000 };

const table: readonly Row[] = [
  ['failures for years, as there is no limit', {}, { ...lost, failingFor: 1e12 }, GO_ON],
  ['failures for less than maxFailingTime', forAWhile, { ...lost, failingFor: 29_999 }, GO_ON],
  ['failures for exactly maxFailingTime', forAWhile, { ...lost, failingFor: 30_000 }, GO_ON],
  ['failures for more than maxFailingTime', forAWhile, { ...lost, failingFor: 30_001 }, TOO_LONG],
  ['a first failure late in the polling', forAWhile, { ...lost, elapsed: 1e12 }, GO_ON],
  ['a first failure with a maxFailingTime of 0', { maxFailingTime: 0 }, lost, GO_ON],
  ['as many as maxFailures within the time', forAWhile, { ...lost, failures: 3, failingFor: 1 }, GO_ON],
  ['more than maxFailures within the time', forAWhile, { ...lost, failures: 4, failingFor: 1 }, TOO_MANY],
  ['more than both limits', forAWhile, { ...lost, failures: 4, failingFor: 30_001 }, TOO_MANY],
  ['a failure that is permanent within both limits', forAWhile, { error: rpcError(3) }, { kind: 'permanent' }],
  ['NOT_FOUND without a grace, right at the start', {}, missing, UNKNOWN],
  ['NOT_FOUND with a grace of 0, right at the start', { notFoundGrace: 0 }, missing, UNKNOWN],
  ['NOT_FOUND within the grace', withGrace, { ...missing, elapsed: 4_999 }, GO_ON],
  ['NOT_FOUND exactly at the end of the grace', withGrace, { ...missing, elapsed: 5_000 }, GO_ON],
  ['NOT_FOUND after the grace', withGrace, { ...missing, elapsed: 5_001 }, UNKNOWN_AFTER_GRACE],
  ['NOT_FOUND after the grace, among its codes', { codes: [5], notFoundGrace: 1 }, { ...missing, elapsed: 2 }, GO_ON],
  ['NOT_FOUND within the grace, as one too many', withGrace, { ...missing, failures: 4 }, TOO_MANY],
  ['NOT_FOUND within the grace, for too long', withGrace, { ...missing, failingFor: 30_001 }, TOO_LONG],
  ['another code within the grace', withGrace, { error: rpcError(3) }, { kind: 'permanent' }],
];

describe('the limits of tolerateTransient', () => {
  for (const [what, options, failure, verdict] of table) {
    it(`tolerance table: ${what}: ${verdict.kind}`, () => {
      const first = { ...lost, failures: 1, attempt: 1, elapsed: 0, failingFor: 0 };
      expect(tolerateTransient(options)({ ...first, ...failure })).toEqual(verdict);
    });
  }

  for (const option of ['maxFailingTime', 'notFoundGrace'] as const) {
    it(`refuses a bad ${option} at once, with its range`, () => {
      for (const bad of [-1, NaN, Infinity, -Infinity, '5' as unknown as number]) {
        expect(() => tolerateTransient({ [option]: bad })).toThrowError(
          RangeError,
          `${option} must be a number of 0 or more, and finite; found ${String(bad)}.`,
        );
      }
      expect(() => tolerateTransient({ [option]: undefined })).not.toThrow();
    });
  }
});

describe('pollOperation$ and the limits of its tolerance', () => {
  const lost$ = throwError(unavailable);
  const missing$ = throwError(notFound);
  const running$ = of(running());
  const done$ = of(succeeded());

  /** Polls once a second; the marbles are the failures in a row after each poll. */
  function expectFailures(
    polls: readonly Observable<OperationMessage>[],
    options: TolerateTransientOptions,
    diagram: string,
    error?: Omit<PollErrorInit, 'operationName'>,
  ): void {
    marbles(({ expectObservable }) => {
      const client = new ScriptedClient({ getOperation: polls });
      const schedule = fixedInterval(1_000);
      const states$ = pollOperation$(client, NAME, { schedule, tolerance: tolerateTransient(options) });
      expectObservable(states$.pipe(map(({ poll }) => String(poll.failures)))).toBe(
        diagram,
        undefined,
        error && new PollError({ operationName: NAME, ...error }),
      );
    });
  }

  it('tolerance table: maxFailingTime ends failures in a row that last longer, counted from the first', () => {
    expectFailures(
      [running$, lost$, lost$, lost$, lost$],
      { maxFailingTime: 2_000 },
      '0 999ms 1 999ms 2 999ms 3 999ms #',
      {
        attempts: 5,
        reason: 'the limit maxFailingTime of 2000 ms is exhausted',
        cause: unavailable(),
      },
    );
  });

  it('consecutive-vs-total: a success resets the time of the failures, too', () => {
    const polls = [lost$, lost$, running$, lost$, lost$, done$];
    expectFailures(polls, { maxFailingTime: 1_000 }, '1 999ms 2 999ms 0 999ms 1 999ms 2 999ms (0|)');
  });

  it('tolerance table: NOT_FOUND right after the start can be given a grace', () => {
    const polls = [missing$, missing$, missing$, running$, done$];
    expectFailures(polls, { notFoundGrace: 2_000 }, '1 999ms 2 999ms 3 999ms 0 999ms (0|)');
  });

  it('tolerance table: NOT_FOUND after the grace ends the polling, and the error says what that means', () => {
    expectFailures([missing$, missing$, missing$], { notFoundGrace: 1_999 }, '1 999ms 2 999ms #', {
      attempts: 3,
      reason: 'the operation is unknown to the server, or has expired; the notFoundGrace of 1999 ms is over',
      cause: notFound(),
    });
    expectFailures([running$, running$, running$, missing$], { notFoundGrace: 2_000 }, '0 999ms 0 999ms 0 999ms #', {
      attempts: 4,
      reason: 'the operation is unknown to the server, or has expired; the notFoundGrace of 2000 ms is over',
      cause: notFound(),
    });
  });

  it('tolerance table: a failure in the grace counts as one of maxFailures', () => {
    const options = { notFoundGrace: 60_000, maxFailures: 2 };
    expectFailures([missing$, lost$, missing$], options, '1 999ms 2 999ms #', {
      attempts: 3,
      reason: 'the limit maxFailures of 2 is exhausted',
      cause: notFound(),
    });
  });
});
