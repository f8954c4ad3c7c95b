import type { LostState } from '../model/lost-state.js';
import type { DoneState } from '../model/operation-state.js';

/**
 * The response of an operation that has ended.
 *
 * @throws OperationError when it failed or was cancelled; the error of one that is lost.
 */
export function responseOf<R, M>(state: DoneState<R, M> | LostState<M>): R {
  if (state.status === 'succeeded') return state.response;
  throw state.error;
}
