import type { ServerResponse } from 'node:http';
import { restErrorOf } from '../core/model/rest-error.js';
import type { RpcErrorInit } from '../core/model/rpc-error.js';
import { RpcError } from '../core/model/rpc-error.js';

/** An error for which HTTP has a status of its own. */
export class HttpError extends RpcError {
  constructor(
    readonly httpStatus: number,
    init: RpcErrorInit,
  ) {
    super(init);
  }
}

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
  const seconds = error.retryDelay === undefined ? retrySeconds(details) : error.retryDelay / 1_000;
  if (seconds !== undefined) response.setHeader('retry-after', Math.ceil(seconds));
  const { status, body } = restErrorOf(error, details, error instanceof HttpError ? error.httpStatus : undefined);
  sendJson(response, status, body);
}

/** A detail in JSON. */
export type JsonDetail = Readonly<Record<string, unknown>>;

function retrySeconds(details: readonly JsonDetail[]): number | undefined {
  const info = details.find(({ '@type': type }) => String(type).endsWith('google.rpc.RetryInfo'));
  const match = /^([0-9.]+)s$/.exec(String(info?.['retryDelay']));
  return match ? Number(match[1]) : undefined;
}
