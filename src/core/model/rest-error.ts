import { sendableStatus } from './sendable-status.js';
import type { SendableError } from './sendable-status.js';
import { statusCodeName } from './status-code.js';

/** A failed answer as Google's servers send it over HTTP. */
export interface RestError {
  /** The status of HTTP. */
  readonly status: number;
  /** The JSON of the answer. */
  readonly body: {
    readonly error: {
      /** The status of HTTP again. */
      readonly code: number;
      readonly message: string;
      /** The name of the `StatusCode`. */
      readonly status: string;
      readonly details: readonly unknown[];
    };
  };
}

/** The status of HTTP for each code, from 0 on. @see https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto */
const HTTP_STATUS = [200, 499, 500, 400, 504, 404, 409, 403, 429, 400, 409, 400, 501, 500, 503, 500, 401];

/**
 * The answer that tells an error.
 *
 * @param details in JSON.
 * @param httpStatus where it is not the usual one of the code.
 * @see https://google.aip.dev/193
 */
export function restErrorOf(error: SendableError, details: readonly unknown[], httpStatus?: number): RestError {
  const { code, message } = sendableStatus(error);
  const status = httpStatus ?? HTTP_STATUS[code] ?? 500;
  return { status, body: { error: { code: status, message, status: statusCodeName(code), details } } };
}
