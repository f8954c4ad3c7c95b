import type { PollInfo } from './operation-state.js';

/** How many polls, in words. */
export function pollsText(count: number): string {
  return count === 1 ? '1 poll' : `${count} polls`;
}

/** Whether any poll was answered: the failures in a row are fewer than the polls. */
export function hasAnswer({ attempt, failures }: PollInfo): boolean {
  return failures < attempt;
}
