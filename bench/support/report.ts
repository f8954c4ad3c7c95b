/** What is to be reached: a value, or a ratio to the first contender. */
export type Target = ({ readonly ratio: Bound } | { readonly value: Bound }) & { readonly limit: number };

type Bound = 'at most' | 'at least';

/** The figures of one benchmark. */
export interface Figures {
  readonly title: string;
  readonly unit: string;
  /** By contender; the first is what the others are compared with. */
  readonly values: Readonly<Record<string, number>>;
  /** What this package is to reach. */
  readonly target: Target;
}

/** A line for each contender: its value, the ratio to the first, and for this package how the target stands. */
export function report({ title, unit, values, target }: Figures): string {
  const [[, first] = ['', NaN]] = Object.entries(values);
  const lines = Object.entries(values).map(([contender, value]) => {
    const verdict = contender === 'rxjs-longrunning' ? verdictOf(target, value, value / first) : '';
    return `  ${contender.padEnd(18)}${rounded(value).padStart(8)} ${unit.padEnd(3)}${rounded(value / first).padStart(7)} x  ${verdict}`.trimEnd();
  });
  return [title, ...lines, ''].join('\n');
}

function verdictOf(target: Target, value: number, ratio: number): string {
  const [bound, found, unit] = 'ratio' in target ? [target.ratio, ratio, ' x'] : [target.value, value, ''];
  const reached = bound === 'at most' ? found <= target.limit : found >= target.limit;
  return `${reached ? 'reached' : 'MISSED'}: ${bound} ${target.limit}${unit}`;
}

function rounded(value: number): string {
  return value < 100 ? value.toFixed(2) : Math.round(value).toString();
}
