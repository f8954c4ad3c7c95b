/** The fields of a message, as @grpc/proto-loader gives them, or as they are in JSON. */
export type Fields = Readonly<Record<string, unknown>>;

/** A field that counts up to another: `bytesDone` to `bytesTotal`. */
export interface ProgressCount {
  readonly unit: string;
  readonly done: number;
  readonly total: number;
}

/** How far an operation is, for all that its metadata says. */
export interface ProgressFields {
  /** From 0 to 1. */
  readonly fraction: number;
  /** Bytes first, as they tell best. */
  readonly counts: readonly ProgressCount[];
}

const PERCENT = /^(progress_?percent(age)?|percent_?(complete|done))$/i;
const TOTAL = /^(.+?)(_?)(t)otal$/i;

/** How many fields are looked at, and how long their names may be, in characters. */
const MOST_FIELDS = 200;
const LONGEST_NAME = 64;

/** As long as a number may be, in characters. */
const LONGEST_NUMBER = 40;

/**
 * Progress from metadata of any type, where its fields have one of the usual names: `progressPercent` and its like, also
 * within a field `progress`, or pairs such as `filesDone` and `filesTotal`, also without the first.
 */
export function progressIn(metadata: Fields): ProgressFields | undefined {
  return progressAmong(metadata) ?? progressAmong(metadata['progress']);
}

function progressAmong(fields: unknown): ProgressFields | undefined {
  if (typeof fields !== 'object' || fields === null) return undefined;
  const told = toldIn(fields as Fields);
  const counts = countsOf(told);
  const percent = [...told.keys()].find((key) => PERCENT.test(key));
  const fraction = percent === undefined ? fractionOf(counts[0]) : (told.get(percent) ?? NaN) / 100;
  return Number.isFinite(fraction) ? { fraction: Math.min(1, Math.max(0, fraction)), counts } : undefined;
}

/** The first fields that may tell of progress, whatever a server put in there: numbers alone. */
function toldIn(fields: Fields): ReadonlyMap<string, number> {
  const keys = Object.keys(fields).slice(0, MOST_FIELDS);
  return new Map(keys.filter((key) => key.length <= LONGEST_NAME).map((key) => [key, numberOf(fields[key])]));
}

function fractionOf(count: ProgressCount | undefined): number {
  if (!count) return NaN;
  return count.total === 0 ? 0 : count.done / count.total;
}

function countsOf(told: ReadonlyMap<string, number>): readonly ProgressCount[] {
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

/** The number in a field, whatever a server put there; 64-bit integers come as strings. NaN when there is none. */
export function numberOf(value: unknown): number {
  if (typeof value === 'string') return value.length > 0 && value.length <= LONGEST_NUMBER ? Number(value) : NaN;
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : NaN;
}
