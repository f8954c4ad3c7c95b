import type { OperationState } from './operation-state.js';

/**
 * Whether anybody has answered for the operation yet.
 *
 * Polling by a name begins with nothing known but the name. Until the first answer, `running` is an assumption: the
 * operation may have ended long ago, or never have existed.
 *
 * @example
 * ```ts
 * import { hasAnswer, pollOperation$ } from 'rxjs-longrunning';
 *
 * pollOperation$(client, 'operations/123').subscribe((state) =>
 *   console.log(hasAnswer(state) ? state.status : `connecting: ${state.poll.lastError?.statusMessage}`),
 * );
 * ```
 */
export function hasAnswer({ poll }: Pick<OperationState, 'poll'>): boolean {
  return !poll.unanswered;
}
