/*
 * The console says durations, sizes and progress in the words of the command, and shows what a server sent with the same
 * care: what both show is to read the same.
 */
export { formatDuration } from '../../../../../src/text/format-duration.js';
export { formatBytes, formatCount } from '../../../../../src/text/format-bytes.js';
export { progressOf } from '../../../../../src/text/progress-of.js';
export type { Progress } from '../../../../../src/text/progress-of.js';
export { jsonFields } from '../../../../../src/text/fields.js';
export { shortened } from '../../../../../src/text/shortened.js';
export { visible, visibleLine } from '../../../../../src/text/visible.js';
export { boundedJson } from '../../../../../src/core/model/bounded-json.js';
export { isSameJson } from '../../../../../src/core/model/same-json.js';
export type { Fields } from '../../../../../src/text/fields.js';
