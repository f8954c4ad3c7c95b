import { formatBytes, formatCount } from './format-bytes.js';
import type { Fields } from './message-fields.js';

/** How far an operation is, for all that its metadata says. */
export interface Progress {
  /** From 0 to 1. */
  readonly fraction: number;
  /** `1.2 MB of 3 MB, 10 of 25 files`; empty when the metadata gives no more than a fraction. */
  readonly text: string;
}

/** A field that counts up to another: `bytesDone` to `bytesTotal`. */
interface Count {
  readonly unit: string;
  readonly done: number;
  readonly total: number;
}

const PERCENT = /^(progress_?percent(age)?|percent_?(complete|done))$/i;
const DONE = /^(.+?)(_?)(d)one$/i;

/**
 * Progress from metadata of any type, where its fields have one of the usual names: `progressPercent` and its like, also
 * within a field `progress`, or pairs such as `filesDone` and `filesTotal`. Of the pairs, bytes tell best.
 */
export function progressOf(metadata: Fields): Progress | undefined {
  const counts = countsOf(metadata);
  const percent = Object.keys(metadata).find((key) => PERCENT.test(key));
  const fraction = percent === undefined ? fractionOf(counts[0]) : Number(metadata[percent]) / 100;
  if (Number.isFinite(fraction)) {
    return { fraction: Math.min(1, Math.max(0, fraction)), text: counts.map(countText).join(', ') };
  }
  const { progress } = metadata;
  return typeof progress === 'object' && progress !== null ? progressOf(progress as Fields) : undefined;
}

function fractionOf(count: Count | undefined): number {
  if (!count) return NaN;
  return count.total === 0 ? 0 : count.done / count.total;
}

function countsOf(metadata: Fields): readonly Count[] {
  const counts = Object.keys(metadata).flatMap((key) => {
    const [, unit = '', separator = '', d] = DONE.exec(key) ?? [];
    const total = metadata[`${unit}${separator}${d === 'D' ? 'T' : 't'}otal`];
    const count = { unit, done: Number(metadata[key]), total: Number(total) };
    return unit !== '' && total !== undefined && count.done >= 0 && count.total >= 0 ? [count] : [];
  });
  return counts.sort((a, b) => Number(b.unit === 'bytes') - Number(a.unit === 'bytes'));
}

function countText({ unit, done, total }: Count): string {
  if (unit === 'bytes') return `${formatBytes(done)} of ${formatBytes(total)}`;
  return `${formatCount(done)} of ${formatCount(total)} ${unit}`;
}
