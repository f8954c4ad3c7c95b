/** Of all the properties together. More of them where there is time: `npm run fuzz` has a million. */
const TOTAL = Number(process.env['FUZZ_RUNS'] ?? 20_000);
const SEED = Number(process.env['FUZZ_SEED'] ?? 5);
const IS_LONG = 'FUZZ_RUNS' in process.env;

/** The runs of one property. */
export interface FuzzRuns {
  readonly numRuns: number;
  /** How long the spec may take, in ms. */
  readonly longest: number;
  readonly parameters: {
    readonly numRuns: number;
    readonly seed: number;
    readonly timeout: number;
    readonly includeErrorInReport: boolean;
  };
}

/**
 * @param share of all runs.
 * @param longestRun a run that has not ended by then, in ms, hangs.
 */
export function fuzzRuns(share: number, longestRun = 10_000): FuzzRuns {
  const numRuns = Math.ceil(TOTAL * share);
  return {
    numRuns,
    longest: 60_000 + numRuns * 10,
    parameters: { numRuns, seed: SEED, timeout: longestRun, includeErrorInReport: true },
  };
}

/** How inputs came out: accepted, or refused in which way. */
export class Ends {
  private readonly ends = new Map<string, number>();

  add(end: string): void {
    this.ends.set(end, this.of(end) + 1);
  }

  of(end: string): number {
    return this.ends.get(end) ?? 0;
  }

  get total(): number {
    return [...this.ends.values()].reduce((sum, times) => sum + times, 0);
  }

  /** A long run is made for its figures. */
  report(title: string): void {
    if (!IS_LONG) return;
    const sorted = [...this.ends].sort((a, b) => b[1] - a[1]).map(([end, times]) => `${end} ${times}`);
    console.log(`\n${title}: ${this.total} inputs: ${sorted.join(', ')}`);
  }
}

/** What an input that is taken is counted as. */
export const ACCEPTED = 'accepted';

/** @throws Error with the rule, when it does not hold. */
export function hold(rule: string, holds: boolean): void {
  if (!holds) throw new Error(rule);
}
