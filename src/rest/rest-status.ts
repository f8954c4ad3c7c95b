import { StatusCode } from '../core/model/status-code.js';
import type { FailureOrigin } from '../core/model/rpc-error.js';
import { isRefusedWait } from '../core/client/refused-wait.js';
import type { JsonObject } from './from-rest-json.js';
import { isJsonObject } from './from-rest-json.js';

/**
 * What the HTTP status says where the body of the API's own form repeats it, and says no more.
 *
 * @see https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto
 */
const CODES: Readonly<Record<number, number>> = {
  400: StatusCode.INVALID_ARGUMENT,
  401: StatusCode.UNAUTHENTICATED,
  403: StatusCode.PERMISSION_DENIED,
  404: StatusCode.NOT_FOUND,
  405: StatusCode.UNIMPLEMENTED,
  408: StatusCode.DEADLINE_EXCEEDED,
  409: StatusCode.ABORTED,
  410: StatusCode.NOT_FOUND,
  // A gRPC server, behind a proxy that knows no such path.
  415: StatusCode.UNIMPLEMENTED,
  416: StatusCode.OUT_OF_RANGE,
  425: StatusCode.UNAVAILABLE,
  429: StatusCode.RESOURCE_EXHAUSTED,
  499: StatusCode.CANCELLED,
  500: StatusCode.INTERNAL,
  501: StatusCode.UNIMPLEMENTED,
  504: StatusCode.DEADLINE_EXCEEDED,
};

function codeOfHttpStatus(status: number): number {
  return CODES[status] ?? (status < 500 ? StatusCode.FAILED_PRECONDITION : StatusCode.UNAVAILABLE);
}

/** By name and number; no failure is OK. */
const FAILURES = Object.entries(StatusCode).slice(1);

/** The words in which gateways say that they know no such path, where a service would name the operation. */
const NO_SUCH_PATH = /^((page|method) )?(not found|does not exist)[.]?$/i;

/** What an answer that is no success says. */
export interface RestStatus {
  readonly code: number;
  readonly origin?: FailureOrigin | undefined;
  /** The server's words; absent when it has none. */
  readonly message?: string | undefined;
  readonly details?: unknown;
}

/**
 * The status of an answer. Google's body is `{error: {code, message, status, details}}`, whose `code` is the HTTP
 * status; that of gRPC gateways is `{code, message, details}`, whose `code` is a `StatusCode`. Any other body is no word
 * of the API: who sent it is not known, and whether the next call meets it.
 *
 * @param isWait for WaitOperation, which few servers have: a path that they do not know is `UNIMPLEMENTED`.
 */
export function restStatus(httpStatus: number, body: JsonObject, isWait: boolean): RestStatus {
  const { error } = body;
  const { status, code, message, details } = isJsonObject(error) ? error : body;
  // Longer ones are not meant for people.
  const words = [message, error]
    .find((text): text is string => typeof text === 'string' && text !== '')
    ?.slice(0, 1_000);
  const named = FAILURES.find(([name, value]) => name === status || value === code)?.[1];
  const found = named ?? (code === httpStatus ? codeOfHttpStatus(httpStatus) : undefined);
  const isUnbound =
    named === StatusCode.NOT_FOUND ? NO_SUCH_PATH.test(words ?? '') : !named && isRefusedWait(httpStatus);
  const said = isWait && isUnbound ? StatusCode.UNIMPLEMENTED : found;
  return said === undefined
    ? { code: StatusCode.UNAVAILABLE, origin: 'connection', message: words && `HTTP ${httpStatus}: ${words}`, details }
    : { code: said, message: words, details };
}
