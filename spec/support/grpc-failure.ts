import type { Observable } from 'rxjs';
import { lastValueFrom } from 'rxjs';
import type { RpcError } from '../../src/index.js';
import { isRpcError } from '../../src/index.js';

/** What a stream errors with; one that completes fails the spec. */
export function failureOf(source$: Observable<unknown>): Promise<unknown> {
  return lastValueFrom(source$, { defaultValue: undefined }).then(
    (value) => {
      throw new Error(`expected a failure, but it completed with ${JSON.stringify(value)}`);
    },
    (error: unknown) => error,
  );
}

/** The `RpcError` that a call fails with; any other error fails the spec. */
export async function rpcFailureOf(call$: Observable<unknown>): Promise<RpcError> {
  const error = await failureOf(call$);
  if (isRpcError(error)) return error;
  throw new Error('expected an RpcError', { cause: error });
}
