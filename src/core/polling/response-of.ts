import type { DoneState } from '../model/operation-state.js';

/**
 * The response of an operation that has ended.
 *
 * @throws OperationError when it failed or was cancelled.
 */
export function responseOf<R, M>(state: DoneState<R, M>): R {
  if (state.status === 'succeeded') return state.response;
  throw state.error;
}
