import { COUNT, numberOption } from '../model/number-option.js';
import type { RpcError } from '../model/rpc-error.js';
import { StatusCode, statusCodeName } from '../model/status-code.js';

/** A poll that failed, and what went before. */
export interface PollFailure {
  readonly error: RpcError;
  /** How many polls failed in a row, this one included. */
  readonly failures: number;
  /** How many polls were made, this one included. */
  readonly attempt: number;
}

/** What to do about a failed poll: go on, or end the polling, because it is no use or because a limit is reached. */
export type Verdict =
  | { readonly kind: 'continue' }
  | { readonly kind: 'permanent' }
  | { readonly kind: 'exhausted'; readonly limit: string; readonly value: number };

/** Which failed polls are tolerated: a pure function of what happened so far. */
export type Tolerance = (failure: PollFailure) => Verdict;

/** What `tolerateTransient` tolerates. */
export interface TolerateTransientOptions {
  /** The codes of failures that may pass. Defaults to `UNAVAILABLE`, `DEADLINE_EXCEEDED` and `RESOURCE_EXHAUSTED`. */
  readonly codes?: readonly StatusCode[] | undefined;
  /** How many failures in a row are tolerated. Defaults to 10. */
  readonly maxFailures?: number | undefined;
}

/**
 * The default tolerance: failures that may pass are tolerated, a number of them in a row; any other ends the polling.
 *
 * @throws RangeError when `maxFailures` is not a whole number of 0 or more.
 *
 * @example
 * ```ts
 * import { pollOperation$, StatusCode, tolerateTransient } from 'rxjs-longrunning';
 *
 * const tolerance = tolerateTransient({ codes: [StatusCode.UNAVAILABLE, StatusCode.INTERNAL], maxFailures: 100 });
 * pollOperation$(client, 'operations/123', { tolerance }).subscribe(({ poll }) => console.log(poll.failures));
 * ```
 */
export function tolerateTransient(options: TolerateTransientOptions = {}): Tolerance {
  const codes = new Set<number>(options.codes ?? TRANSIENT);
  const maxFailures = numberOption('maxFailures', options.maxFailures ?? 10, COUNT);
  return ({ error, failures }) => {
    if (!codes.has(error.code)) return { kind: 'permanent' };
    return failures <= maxFailures
      ? { kind: 'continue' }
      : { kind: 'exhausted', limit: 'maxFailures', value: maxFailures };
  };
}

const TRANSIENT = [StatusCode.UNAVAILABLE, StatusCode.DEADLINE_EXCEEDED, StatusCode.RESOURCE_EXHAUSTED];

/** Why a verdict ends the polling, in words. */
export function verdictReason(verdict: Exclude<Verdict, { kind: 'continue' }>, error: RpcError): string {
  return verdict.kind === 'permanent'
    ? `${statusCodeName(error.code)} is not tolerated`
    : `the limit ${verdict.limit} of ${verdict.value} is exhausted`;
}
