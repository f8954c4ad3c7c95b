import type { Fields, ProgressCount } from '../core/model/progress.js';
import { progressIn } from '../core/model/progress.js';
import { formatBytes, formatCount } from './format-bytes.js';

/** How far an operation is, for people. */
export interface Progress {
  /** From 0 to 1. */
  readonly fraction: number;
  /** `1.2 MB of 3 MB, 10 of 25 files`; empty when the metadata gives no more than a fraction. */
  readonly text: string;
}

/** How many counts are shown. */
const MOST_COUNTS = 5;

/** Progress from metadata of any type, where its fields have one of the usual names. */
export function progressOf(metadata: Fields): Progress | undefined {
  const progress = progressIn(metadata);
  if (!progress) return undefined;
  return { fraction: progress.fraction, text: progress.counts.slice(0, MOST_COUNTS).map(countText).join(', ') };
}

function countText({ unit, done, total }: ProgressCount): string {
  if (unit === 'bytes') return `${formatBytes(done)} of ${formatBytes(total)}`;
  return `${formatCount(done)} of ${formatCount(total)} ${unit}`;
}
