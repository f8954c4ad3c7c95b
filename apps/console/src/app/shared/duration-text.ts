import { formatDuration } from './words.js';

/** A duration that counts on, in whole seconds: `0 s`, `1 m 5 s`. */
export function countedDuration(ms: number): string {
  return formatDuration(Math.max(0, Math.round(ms / 1_000)) * 1_000);
}

/** When something is due: `in 5 s`, or `now` where that is over, or it is under way. */
export function dueText(at: number | undefined, now: number): string {
  return at === undefined || at - now < 500 ? 'now' : `in ${countedDuration(at - now)}`;
}
