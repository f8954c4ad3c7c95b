import type { ServerResponse } from 'node:http';
import { retryHintOf } from '../core/model/retry-hint.js';
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

/** An answer of REST, as it is sent. */
export interface RestReply {
  readonly status: number;
  /** JSON. */
  readonly body: string;
  /** When to try again, in s. */
  readonly retryAfter?: number | undefined;
}

/** Sends JSON. */
export function sendReply(response: ServerResponse, { status, body, retryAfter }: RestReply): void {
  if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter);
  response.setHeader('content-type', 'application/json; charset=utf-8');
  response.setHeader('cache-control', 'no-store');
  response.statusCode = status;
  response.end(body);
}

/** Sends an error without details. */
export function sendError(response: ServerResponse, error: RpcError): void {
  sendReply(response, errorReply(error));
}

/**
 * An error as Google's servers send it.
 *
 * @param details in JSON. Defaults to none.
 * @throws Error when they cannot be written, or are too large.
 * @see https://google.aip.dev/193
 */
export function errorReply(error: RpcError, details: readonly JsonDetail[] = []): RestReply {
  const ms = retryHintOf(error.retryDelay) ?? retryHintOf(retryDelayIn(details));
  const { status, body } = restErrorOf(error, details, error instanceof HttpError ? error.httpStatus : undefined);
  const text = JSON.stringify(body);
  if (text.length > LARGEST_ERROR) throw new RangeError(`the error has ${text.length} characters`);
  return {
    status,
    body: text,
    retryAfter: ms === undefined ? undefined : Math.ceil(ms / 1_000),
  };
}

const LARGEST_ERROR = 1_048_576;

/** A detail in JSON. */
export type JsonDetail = Readonly<Record<string, unknown>>;

/** In ms. */
function retryDelayIn(details: readonly JsonDetail[]): number | undefined {
  const info = details.find(({ '@type': type }) => String(type).endsWith('google.rpc.RetryInfo'));
  const match = /^([0-9.]+)s$/.exec(String(info?.['retryDelay']));
  return match ? Number(match[1]) * 1_000 : undefined;
}
