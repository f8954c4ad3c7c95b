import { RpcError } from '../core/model/rpc-error.js';
import { StatusCode } from '../core/model/status-code.js';
import { toStatusDetail } from '../core/model/status.js';

/** In s. */
const RETRY_DELAY = 5;

/** A `google.rpc.RetryInfo`, whose first field is a Duration, whose first field is its seconds. */
const RETRY_INFO = toStatusDetail({
  typeUrl: 'type.googleapis.com/google.rpc.RetryInfo',
  value: Uint8Array.of(0x0a, 2, 0x08, RETRY_DELAY),
});

/** What a client is told that is to come again: in a `RetryInfo`, which is Retry-After over REST, too. */
export function exhausted(message: string): RpcError {
  return new RpcError({
    code: StatusCode.RESOURCE_EXHAUSTED,
    message,
    details: [RETRY_INFO],
    retryDelay: RETRY_DELAY * 1_000,
  });
}
