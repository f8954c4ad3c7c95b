/*
 * The console says durations, sizes and progress in the words of the command: what both show is to read the same.
 */
export { formatDuration } from '../../../../../src/cli/duration.js';
export { formatBytes, formatCount } from '../../../../../src/cli/output/format-bytes.js';
export { progressOf } from '../../../../../src/cli/output/progress-of.js';
export type { Progress } from '../../../../../src/cli/output/progress-of.js';
