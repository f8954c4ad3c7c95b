import type { Measured } from './measure.js';

/** What is to be reached: a value, or a ratio to the first contender. */
export type Target = ({ readonly ratio: Bound } | { readonly value: Bound }) & { readonly limit: number };

type Bound = 'at most' | 'at least';

/** The figures of one benchmark. */
export interface Figures {
  readonly title: string;
  readonly unit: string;
  /** By contender; the first is what the others are compared with. */
  readonly values: Readonly<Record<string, Measured>>;
  /** What this package is to reach. */
  readonly target: Target;
}

/** A line for each contender: its value, the ratio to the first, and for this package how the target stands. */
export function report({ title, unit, values, target }: Figures): string {
  const lines = Object.entries(values).map(([contender, measured]) => {
    const verdict = contender === 'rxjs-longrunning' ? verdictOf(target, measured) : '';
    const figures = `${rounded(measured.value).padStart(8)} ${unit.padEnd(3)}${measured.ratio.toFixed(2).padStart(7)} x`;
    return `  ${contender.padEnd(18)}${figures}  ${verdict}`.trimEnd();
  });
  return [title, ...lines, ''].join('\n');
}

function verdictOf(target: Target, { value, ratio }: Measured): string {
  const [bound, found, unit] = 'ratio' in target ? [target.ratio, ratio, ' x'] : [target.value, value, ''];
  const reached = bound === 'at most' ? found <= target.limit : found >= target.limit;
  return `${reached ? 'reached' : 'MISSED'}: ${bound} ${target.limit}${unit}`;
}

/** Three digits of a figure, or all that are before the point. */
export function rounded(value: number): string {
  return value < 100 ? value.toFixed(2) : Math.round(value).toString();
}
