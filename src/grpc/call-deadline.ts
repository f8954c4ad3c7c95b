import { NOT_NEGATIVE, numberOption } from '../core/model/number-option.js';

/** Longer than any call takes, and short enough for gRPC's header of at most eight digits: about 31 years, in ms. */
const LONGEST_TIMEOUT = 1e12;

/**
 * Checks the timeout of a call where it is given: grpc-js would end the process at one that is no number.
 *
 * @param timeout in ms; none when absent.
 * @throws RangeError when it is negative or no finite number.
 */
export function checkTimeout(timeout: number | undefined): void {
  if (timeout !== undefined) numberOption('timeout', timeout, NOT_NEGATIVE);
}

/** The deadline of a call that is made now, as grpc-js takes it. */
export function callDeadline(timeout: number | undefined): { deadline?: number } {
  return timeout === undefined ? {} : { deadline: Date.now() + Math.min(timeout, LONGEST_TIMEOUT) };
}
