import { formatDuration } from './words.js';

/** A duration that counts on, in whole seconds: `0 s`, `1 m 5 s`. */
export function countedDuration(ms: number): string {
  return formatDuration(Math.max(0, Math.round(ms / 1_000)) * 1_000);
}
