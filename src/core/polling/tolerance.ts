import { COUNT, limitOption, NOT_NEGATIVE, numberOption } from '../model/number-option.js';
import type { RpcError } from '../model/rpc-error.js';
import { StatusCode, statusCodeName } from '../model/status-code.js';

/** A poll that failed, and what went before. */
export interface PollFailure {
  /** Why it failed. */
  readonly error: RpcError;
  /** How many polls failed in a row, this one included. */
  readonly failures: number;
  /** How many polls were made, this one included. */
  readonly attempt: number;
  /** How long ago the polling began, in ms. */
  readonly elapsed: number;
  /** How long ago the first of the failures in a row was, in ms; 0 when this is the first. */
  readonly failingFor: number;
}

/** What to do about a failed poll: go on, or end the polling, because it is no use or because a limit is reached. */
export type Verdict =
  | { readonly kind: 'continue' }
  | {
      readonly kind: 'permanent';
      /** Why, for people. Defaults to the code, which is not tolerated. */
      readonly reason?: string | undefined;
    }
  | {
      readonly kind: 'exhausted';
      /** The name of the limit. */
      readonly limit: string;
      readonly value: number;
      /** What the value is measured in; none for a count. */
      readonly unit?: 'ms' | undefined;
    };

/** Which failed polls are tolerated: a pure function of what happened so far. */
export type Tolerance = (failure: PollFailure) => Verdict;

/** What `tolerateTransient` tolerates. */
export interface TolerateTransientOptions {
  /**
   * The codes of the server that may pass. Defaults to `UNAVAILABLE`, `DEADLINE_EXCEEDED` and `RESOURCE_EXHAUSTED`.
   * They judge what the server says: a lost connection always may pass, and what this client refuses never does.
   */
  readonly codes?: readonly StatusCode[] | undefined;
  /** How many failures in a row are tolerated. Defaults to 10. */
  readonly maxFailures?: number | undefined;
  /** For how long failures in a row are tolerated, in ms, counted from the first of them. Defaults to no limit. */
  readonly maxFailingTime?: number | undefined;
  /**
   * For how long after the polling began `NOT_FOUND` is tolerated, too, in ms: a replica of the server may not know
   * a new operation yet. Such failures count like any other. Defaults to 0: not at all.
   */
  readonly notFoundGrace?: number | undefined;
}

/**
 * The default tolerance: failures that may pass are tolerated, a number of them in a row; any other ends the polling.
 *
 * A failure is judged by its `origin`: the connection's may pass, the caller's own never does, and the server's goes by
 * its code. A limit is exhausted when it is exceeded: a failure right at it is tolerated still.
 *
 * @throws RangeError when a number is out of its range.
 *
 * @example
 * ```ts
 * import { pollOperation$, StatusCode, tolerateTransient } from 'rxjs-longrunning';
 *
 * const tolerance = tolerateTransient({
 *   codes: [StatusCode.UNAVAILABLE, StatusCode.INTERNAL],
 *   maxFailures: 100,
 *   maxFailingTime: 15 * 60_000,
 *   notFoundGrace: 5_000,
 * });
 * pollOperation$(client, 'operations/123', { tolerance }).subscribe(({ poll }) => console.log(poll.failures));
 * ```
 */
export function tolerateTransient(options: TolerateTransientOptions = {}): Tolerance {
  const codes = new Set<number>(options.codes ?? TRANSIENT);
  const maxFailures = numberOption('maxFailures', options.maxFailures ?? 10, COUNT);
  const maxFailingTime = limitOption('maxFailingTime', options.maxFailingTime, NOT_NEGATIVE);
  const notFoundGrace = numberOption('notFoundGrace', options.notFoundGrace ?? 0, NOT_NEGATIVE);
  // A first poll that fails at once is at 0 ms, too: no grace is none there.
  const isInGrace = ({ error, elapsed }: PollFailure): boolean =>
    error.code === StatusCode.NOT_FOUND && notFoundGrace > 0 && elapsed <= notFoundGrace;
  const mayPass = (failure: PollFailure): boolean => codes.has(failure.error.code) || isInGrace(failure);
  return (failure) => {
    const { error, failures, failingFor } = failure;
    if (error.origin === 'caller') return { kind: 'permanent', reason: 'it would fail again: this client refused it' };
    if (error.origin !== 'connection' && !mayPass(failure)) return permanent(error, notFoundGrace);
    if (failures > maxFailures) return { kind: 'exhausted', limit: 'maxFailures', value: maxFailures };
    if (failingFor > maxFailingTime) {
      return { kind: 'exhausted', limit: 'maxFailingTime', value: maxFailingTime, unit: 'ms' };
    }
    return { kind: 'continue' };
  };
}

const TRANSIENT = [StatusCode.UNAVAILABLE, StatusCode.DEADLINE_EXCEEDED, StatusCode.RESOURCE_EXHAUSTED];

function permanent({ code }: RpcError, notFoundGrace: number): Verdict {
  if (code !== StatusCode.NOT_FOUND) return { kind: 'permanent' };
  const afterGrace = notFoundGrace > 0 ? `; the notFoundGrace of ${notFoundGrace} ms is over` : '';
  return { kind: 'permanent', reason: `the operation is unknown to the server, or has expired${afterGrace}` };
}

/** Why a verdict ends the polling, in words. */
export function verdictReason(verdict: Exclude<Verdict, { kind: 'continue' }>, error: RpcError): string {
  if (verdict.kind === 'permanent') return verdict.reason ?? `${statusCodeName(error.code)} is not tolerated`;
  const { limit, value, unit } = verdict;
  return `the limit ${limit} of ${value}${unit ? ` ${unit}` : ''} is exhausted`;
}
