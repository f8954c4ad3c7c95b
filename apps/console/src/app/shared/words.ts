/*
 * The console says durations, sizes and progress in the words of the command: what both show is to read the same.
 */
export { formatDuration } from '../../../../../src/text/format-duration.js';
export { formatBytes, formatCount } from '../../../../../src/text/format-bytes.js';
export { progressOf } from '../../../../../src/text/progress-of.js';
export type { Progress } from '../../../../../src/text/progress-of.js';
export { jsonFields } from '../../../../../src/text/fields.js';
export type { Fields } from '../../../../../src/text/fields.js';
