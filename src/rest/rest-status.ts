import { StatusCode } from '../core/model/status-code.js';
import type { JsonObject } from './from-rest-json.js';
import { isJsonObject } from './from-rest-json.js';

/**
 * What the HTTP status of an answer says where its body says nothing, as that of a proxy.
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
  429: StatusCode.RESOURCE_EXHAUSTED,
  499: StatusCode.CANCELLED,
  500: StatusCode.INTERNAL,
  501: StatusCode.UNIMPLEMENTED,
  504: StatusCode.DEADLINE_EXCEEDED,
};

function codeOfHttpStatus(status: number): number {
  if (status < 400) return StatusCode.UNKNOWN;
  return CODES[status] ?? (status < 500 ? StatusCode.FAILED_PRECONDITION : StatusCode.UNAVAILABLE);
}

/** By name and number; no failure is OK. */
const FAILURES = Object.entries(StatusCode).slice(1);

/** The words in which gateways say that they know no such path, where a service would name the operation. */
const NO_SUCH_PATH = /^((page|method) )?(not found|does not exist)[.]?$/i;

/** What an answer that is no success says. */
export interface RestStatus {
  readonly code: number;
  /** The server's words; absent when it has none. */
  readonly message?: string | undefined;
  readonly details?: unknown;
}

/**
 * The status of an answer. Google's body is `{error: {code, message, status, details}}`, whose `code` is the HTTP
 * status; that of gRPC gateways is `{code, message, details}`, whose `code` is a `StatusCode`.
 *
 * @param isWait for WaitOperation, which few servers have: a path that they do not know is `UNIMPLEMENTED`.
 */
export function restStatus(httpStatus: number, body: JsonObject, isWait: boolean): RestStatus {
  const { error } = body;
  const { status, code, message, details } = isJsonObject(error) ? error : body;
  const said = (FAILURES.find(([name]) => name === status) ?? FAILURES.find(([, value]) => value === code))?.[1];
  const words = [message, error].find((text): text is string => typeof text === 'string' && text !== '');
  const isUnbound = isWait && (said === undefined || (words !== undefined && NO_SUCH_PATH.test(words)));
  const found = said ?? codeOfHttpStatus(httpStatus);
  return {
    code: isUnbound && found === StatusCode.NOT_FOUND ? StatusCode.UNIMPLEMENTED : found,
    // Longer ones are not meant for people.
    message: words?.slice(0, 1_000),
    details,
  };
}
