import type { MonoTypeOperatorFunction } from 'rxjs';
import { retry } from 'rxjs';
import { isRpcError } from '../model/rpc-error.js';
import { StatusCode } from '../model/status-code.js';

/**
 * Makes a call that is `UNAUTHENTICATED` once more: for one whose headers are made at each subscription, as a token may
 * have expired on the way.
 */
export function retryUnauthenticated<T>(): MonoTypeOperatorFunction<T> {
  return retry({
    count: 1,
    delay: (error: unknown) => {
      if (isRpcError(error) && error.code === StatusCode.UNAUTHENTICATED) return [0];
      throw error;
    },
  });
}
