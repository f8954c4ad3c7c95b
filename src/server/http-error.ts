import type { ServerResponse } from 'node:http';
import type { RpcErrorInit } from '../core/model/rpc-error.js';
import { RpcError } from '../core/model/rpc-error.js';
import { statusCodeName } from '../core/model/status-code.js';
import { sendableMessage } from './answer-call.js';

/** An error for which HTTP has a status of its own. */
export class HttpError extends RpcError {
  constructor(
    readonly httpStatus: number,
    init: RpcErrorInit,
  ) {
    super(init);
  }
}

/** The status of HTTP for each code, from 0 on. @see https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto */
const HTTP_STATUS = [200, 499, 500, 400, 504, 404, 409, 403, 429, 400, 409, 400, 501, 500, 503, 500, 401];

/** Sends JSON. */
export function sendJson(response: ServerResponse, status: number, json: object): void {
  response.setHeader('content-type', 'application/json; charset=utf-8');
  response.setHeader('cache-control', 'no-store');
  response.statusCode = status;
  response.end(JSON.stringify(json));
}

/**
 * Sends an error as Google's servers do.
 *
 * @param details in JSON. Defaults to none.
 * @see https://google.aip.dev/193
 */
export function sendError(response: ServerResponse, error: RpcError, details: readonly JsonDetail[] = []): void {
  const code = error instanceof HttpError ? error.httpStatus : (HTTP_STATUS[error.code] ?? 500);
  const seconds = error.retryDelay === undefined ? retrySeconds(details) : error.retryDelay / 1_000;
  if (seconds !== undefined) response.setHeader('retry-after', Math.ceil(seconds));
  const message = sendableMessage(error);
  sendJson(response, code, { error: { code, message, status: statusCodeName(error.code), details } });
}

/** A detail in JSON. */
export type JsonDetail = Readonly<Record<string, unknown>>;

function retrySeconds(details: readonly JsonDetail[]): number | undefined {
  const info = details.find(({ '@type': type }) => String(type).endsWith('google.rpc.RetryInfo'));
  const match = /^([0-9.]+)s$/.exec(String(info?.['retryDelay']));
  return match ? Number(match[1]) : undefined;
}
