import { formatBytes, formatCount } from './format-bytes.js';
import type { Fields } from './fields.js';
import { numberOf } from './fields.js';

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
const TOTAL = /^(.+?)(_?)(t)otal$/i;

/** How many fields are looked at, and how long their names may be, in characters. */
const MOST_FIELDS = 200;
const LONGEST_NAME = 64;

/** How many counts are shown. */
const MOST_COUNTS = 5;

/**
 * Progress from metadata of any type, where its fields have one of the usual names: `progressPercent` and its like, also
 * within a field `progress`, or pairs such as `filesDone` and `filesTotal`, also without the first. Of the pairs, bytes
 * tell best.
 */
export function progressOf(metadata: Fields): Progress | undefined {
  return progressIn(metadata) ?? progressIn(metadata['progress']);
}

function progressIn(fields: unknown): Progress | undefined {
  if (typeof fields !== 'object' || fields === null) return undefined;
  const told = toldIn(fields as Fields);
  const counts = countsOf(told);
  const percent = [...told.keys()].find((key) => PERCENT.test(key));
  const fraction = percent === undefined ? fractionOf(counts[0]) : (told.get(percent) ?? NaN) / 100;
  if (!Number.isFinite(fraction)) return undefined;
  return { fraction: Math.min(1, Math.max(0, fraction)), text: counts.slice(0, MOST_COUNTS).map(countText).join(', ') };
}

/** The first fields that may tell of progress, whatever a server put in there: numbers alone. */
function toldIn(fields: Fields): ReadonlyMap<string, number> {
  const keys = Object.keys(fields).slice(0, MOST_FIELDS);
  return new Map(keys.filter((key) => key.length <= LONGEST_NAME).map((key) => [key, numberOf(fields[key])]));
}

function fractionOf(count: Count | undefined): number {
  if (!count) return NaN;
  return count.total === 0 ? 0 : count.done / count.total;
}

function countsOf(told: ReadonlyMap<string, number>): readonly Count[] {
  const keys = [...told.keys()];
  const counts = keys.flatMap((key) => {
    const [, unit = '', separator = '', t] = TOTAL.exec(key) ?? [];
    const doneKey = `${unit}${separator}${t === 'T' ? 'D' : 'd'}one`;
    // JSON leaves out a count of zero; where the unit occurs again, that may be the count, by another name.
    const isZero = !keys.some((other) => other !== key && other.toLowerCase().includes(unit.toLowerCase()));
    const count = { unit, done: told.get(doneKey) ?? (isZero ? 0 : NaN), total: told.get(key) ?? NaN };
    return unit !== '' && count.done >= 0 && count.total >= 0 ? [count] : [];
  });
  return counts.sort((a, b) => Number(b.unit === 'bytes') - Number(a.unit === 'bytes'));
}

function countText({ unit, done, total }: Count): string {
  if (unit === 'bytes') return `${formatBytes(done)} of ${formatBytes(total)}`;
  return `${formatCount(done)} of ${formatCount(total)} ${unit}`;
}
