import type { Observable } from 'rxjs';
import { catchError, map, of, throwError, VirtualTimeScheduler } from 'rxjs';
import type { FailureOrigin, OperationMessage, PollOptions, Verdict } from '../../../src/index.js';
import {
  fixedInterval,
  isPollError,
  pollOperation$,
  RpcError,
  StatusCode,
  statusCodeName,
  tolerateTransient,
} from '../../../src/index.js';
import { marbles } from '../../support/marbles.js';
import { brief, NAME, running, succeeded, types } from '../../support/messages.js';
import { rpcError, unavailable } from '../../support/rpc-errors.js';
import { ScriptedClient } from '../../support/scripted-client.js';

const TRANSIENT: readonly StatusCode[] = [
  StatusCode.UNAVAILABLE,
  StatusCode.DEADLINE_EXCEEDED,
  StatusCode.RESOURCE_EXHAUSTED,
];

const verdictOn = (code: number, failures: number, tolerance = tolerateTransient()): Verdict =>
  tolerance({ error: rpcError(code), failures, attempt: 20, elapsed: 60_000, failingFor: 30_000 });

/** How a polling ends whose polls go as given: an error is a failed poll, `r` a running answer. */
function endOf(polls: readonly (RpcError | 'r')[], options: PollOptions = {}): { end: unknown; seen: string[] } {
  const scheduler = new VirtualTimeScheduler();
  const answers = polls.map((poll) => (poll === 'r' ? of(running()) : throwError(() => poll)));
  const client = new ScriptedClient({ getOperation: [...answers, of(succeeded())] });
  const seen: string[] = [];
  let end: unknown;
  pollOperation$(client, NAME, { scheduler, schedule: () => 1_000, ...options }).subscribe({
    next: (state) => seen.push(brief(state)),
    error: (error: unknown) => (end = error),
    complete: () => (end = 'complete'),
  });
  scheduler.flush();
  return { end, seen };
}

describe('tolerateTransient', () => {
  for (const [name, code] of Object.entries(StatusCode)) {
    const kind = TRANSIENT.includes(code) ? 'continue' : 'permanent';
    it(`tolerance table: ${name} is answered ${kind}`, () => {
      expect(verdictOn(code, 1).kind).toBe(kind);
    });
  }

  for (const [name, code] of Object.entries(StatusCode)) {
    const failureFrom = (origin: FailureOrigin): Verdict =>
      tolerateTransient({ codes: [] })({
        error: new RpcError({ code, origin, message: 'no' }),
        failures: 1,
        attempt: 1,
        elapsed: 0,
        failingFor: 0,
      });

    it(`fault-table: ${name} of the connection may pass, whatever codes the server's may have`, () => {
      expect(failureFrom('connection')).toEqual({ kind: 'continue' });
    });

    it(`own-limit-is-final: ${name} of the caller never passes`, () => {
      expect(failureFrom('caller')).toEqual({
        kind: 'permanent',
        reason: 'it would fail again: this client refused it',
      });
    });
  }

  it('counts the failures of the connection like any other', () => {
    const error = new RpcError({ code: StatusCode.UNAVAILABLE, origin: 'connection', message: 'reset' });
    const verdict = tolerateTransient()({ error, failures: 11, attempt: 11, elapsed: 0, failingFor: 0 });
    expect(verdict).toEqual({ kind: 'exhausted', limit: 'maxFailures', value: 10 });
  });

  it('tolerance table: ten in a row are tolerated, the eleventh is not', () => {
    expect(verdictOn(StatusCode.UNAVAILABLE, 10)).toEqual({ kind: 'continue' });
    expect(verdictOn(StatusCode.UNAVAILABLE, 11)).toEqual({ kind: 'exhausted', limit: 'maxFailures', value: 10 });
  });

  it('takes other codes and another limit', () => {
    const tolerance = tolerateTransient({ codes: [StatusCode.INTERNAL], maxFailures: 0 });
    expect(verdictOn(StatusCode.UNAVAILABLE, 1, tolerance)).toEqual({ kind: 'permanent' });
    expect(verdictOn(StatusCode.INTERNAL, 1, tolerance)).toEqual({ kind: 'exhausted', limit: 'maxFailures', value: 0 });
  });
});

describe('pollOperation$ and its tolerance', () => {
  it('tolerance table: ends with the eleventh failure in a row, and says which limit of what value', () => {
    const { end, seen } = endOf(Array.from({ length: 11 }, () => unavailable()));
    if (!isPollError(end)) throw new Error(`expected a PollError, found ${String(end)}`);
    expect(end.message).toContain('ended after 11 polls: ');
    expect(end.message).toContain('(the limit maxFailures of 10 is exhausted)');
    expect(end.code).toBe(StatusCode.UNAVAILABLE);
    expect(seen.length).toBe(10);
    expect(seen.at(-1)).toBe('unknown #10, failures 10, UNAVAILABLE, next 1000');
  });

  for (const code of Object.values(StatusCode).filter((one) => one !== 0 && !TRANSIENT.includes(one))) {
    it(`rejects-on-permanent-error: ${statusCodeName(code)} ends the polling after exactly that call`, () => {
      const cause = rpcError(code);
      const { end, seen } = endOf(['r', cause]);
      expect(end).toEqual(
        jasmine.objectContaining({ name: 'PollError', code, cause, attempts: 2, operationName: NAME }),
      );
      const reason =
        code === StatusCode.NOT_FOUND
          ? 'the operation is unknown to the server, or has expired'
          : `${statusCodeName(code)} is not tolerated`;
      expect(String(end)).toContain(`(${reason}). `);
      expect(seen).toEqual(['running #1, next 1000']);
    });
  }

  it('remote-reset-is-not-local-cancel: code 1 from the client is a failure that ends the polling', () => {
    const { end } = endOf(['r', rpcError(StatusCode.CANCELLED, 'the server reset the stream')]);
    expect(isPollError(end)).toBeTrue();
    expect(String(end)).toContain('the server reset the stream (CANCELLED is not tolerated)');
  });

  it('consecutive-vs-total: a success resets the count of consecutive failures', () => {
    const lost$ = throwError(unavailable);
    const end = (polls: readonly Observable<OperationMessage>[]): Observable<string> => {
      const client = new ScriptedClient({ getOperation: polls });
      const options = { ...types, schedule: fixedInterval(1_000), tolerance: tolerateTransient({ maxFailures: 2 }) };
      return pollOperation$(client, NAME, options).pipe(
        map(brief),
        catchError((error: unknown) => of(String(error).replace(/.*[(](.*)[)].*/, '$1'))),
      );
    };
    marbles(({ expectObservable }) => {
      const states = {
        a: 'unknown #1, failures 1, UNAVAILABLE, next 1000',
        b: 'unknown #2, failures 2, UNAVAILABLE, next 1000',
        c: 'running #3, next 1000',
        d: 'running #4, failures 1, UNAVAILABLE, next 1000',
        e: 'running #5, failures 2, UNAVAILABLE, next 1000',
        f: 'succeeded #6, gave hello',
        x: 'the limit maxFailures of 2 is exhausted',
      };
      const done$ = of(succeeded('hello'));
      expectObservable(end([lost$, lost$, of(running()), lost$, lost$, done$])).toBe(
        'a 999ms b 999ms c 999ms d 999ms e 999ms (f|)',
        states,
      );
      expectObservable(end([lost$, lost$, lost$])).toBe('a 999ms b 999ms (x|)', states);
    });
  });

  it('asks the policy with the error, the failures in a row, the polls so far, and since when', () => {
    const first = unavailable();
    const second = rpcError(StatusCode.INTERNAL);
    const tolerance = jasmine.createSpy('tolerance').and.returnValue({ kind: 'continue' });
    endOf(['r', first, second, 'r', first], { tolerance });
    expect(tolerance.calls.allArgs()).toEqual([
      [{ error: first, failures: 1, attempt: 2, elapsed: 1_000, failingFor: 0 }],
      [{ error: second, failures: 2, attempt: 3, elapsed: 2_000, failingFor: 1_000 }],
      [{ error: first, failures: 1, attempt: 5, elapsed: 4_000, failingFor: 0 }],
    ]);
  });

  it('ends with a PollError when the client fails with something that is no RpcError', () => {
    const cause = new TypeError('a bug in the client');
    const { end } = endOf([cause as unknown as RpcError]);
    expect(end).toEqual(jasmine.objectContaining({ name: 'PollError', cause, code: undefined }));
    expect(String(end)).toContain('a bug in the client (it is not an RpcError)');
  });

  it('errors with what the policy itself throws', () => {
    const bug = new Error('a bug in the policy');
    const tolerance = (): Verdict => {
      throw bug;
    };
    expect(endOf([unavailable()], { tolerance }).end).toBe(bug);
  });
});
