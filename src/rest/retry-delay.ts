import { retryAfter } from '../core/model/retry-after.js';
import type { StatusDetail } from '../core/model/status.js';
import { findDetail } from '../core/model/status.js';

/**
 * How long the server asked to wait before the next try, in ms: its RetryInfo, such as `{"retryDelay": "3.5s"}`, or else
 * its Retry-After. What is malformed is no hint.
 */
export function retryDelayOf(details: readonly StatusDetail[], headers: Headers): number | undefined {
  const info = findDetail({ details }, 'google.rpc.RetryInfo') as { readonly retryDelay?: unknown } | undefined;
  const text = info?.retryDelay;
  return typeof text === 'string' && /^\d{1,12}([.]\d+)?s$/.test(text) ? parseFloat(text) * 1_000 : retryAfter(headers);
}
