import type { OperationState } from 'rxjs-longrunning';
import { countedDuration } from '../shared/duration-text.js';
import type { PollRecord } from './poll-record.js';

/** When an operation will end, in words; or that it has, and how long it was watched. */
export function estimateText(
  polls: readonly PollRecord[],
  state: OperationState | undefined,
  estimate: number | undefined,
  now: () => number,
): string {
  const [first] = polls;
  const last = polls.at(-1);
  if (state?.done && first && last) {
    const watched = last.at - first.at;
    return polls.length === 1
      ? 'It had ended before this page was opened.'
      : `It ended after ${countedDuration(watched)} on this page.`;
  }
  if (estimate === undefined) return 'When it will end cannot be told yet.';
  const left = estimate - now();
  return left < 1_000 ? 'It should end any moment.' : `About ${countedDuration(left)} left.`;
}
