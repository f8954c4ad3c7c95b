/** What a contender takes, and how many times of what the first one takes. */
export interface Measured {
  readonly value: number;
  readonly ratio: number;
}

/** How often is measured. Some rounds before warm up and are not counted. */
interface Rounds {
  readonly rounds: number;
  readonly warmUps: number;
}

/** The median of what each contender takes, over some rounds, and the median of its ratio to the first. */
export async function medians<C extends string>(
  contenders: readonly C[],
  rounds: Rounds,
  measure: (contender: C) => Promise<number>,
): Promise<Record<C, Measured>> {
  const taken = await samples(contenders, rounds, measure);
  const [first] = contenders;
  return Object.fromEntries(
    contenders.map((contender) => {
      const values = taken[contender];
      return [contender, { value: median(values), ratio: medianRatio(values, first ? taken[first] : []) }];
    }),
  ) as Record<C, Measured>;
}

/**
 * What each contender takes, by round.
 *
 * The contenders take turns within a round, forwards and backwards, and are compared within it: a machine that slows
 * down for some seconds slows all of them.
 */
export async function samples<C extends string>(
  contenders: readonly C[],
  { rounds, warmUps }: Rounds,
  measure: (contender: C) => Promise<number>,
): Promise<Record<C, readonly number[]>> {
  const taken = Object.fromEntries(contenders.map((contender) => [contender, []])) as unknown as Record<C, number[]>;
  for (let round = 0; round < warmUps + rounds; round++) {
    for (const contender of round % 2 === 0 ? contenders : contenders.toReversed()) {
      const value = await measure(contender);
      if (round >= warmUps) taken[contender].push(value);
    }
  }
  return taken;
}

/** The median of the ratio of some values to others of the same round. */
export function medianRatio(values: readonly number[], others: readonly number[]): number {
  return median(values.map((value, round) => value / (others[round] ?? NaN)));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The least value that 95 % of all do not exceed. */
export function p95(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(0.95 * sorted.length) - 1] ?? NaN;
}

/** The CPU time that work takes in this process, garbage collection and compiling included, in us. */
export async function cpuTime(work: () => Promise<void>): Promise<number> {
  const start = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(start);
  return user + system;
}

/** By how many bytes the memory in use is more after some work than before. */
export async function memoryGrowth(work: () => Promise<void>): Promise<number> {
  const before = await memoryInUse();
  await work();
  return (await memoryInUse()) - before;
}

/** Buffers count, too: they lie outside of the heap. */
export async function memoryInUse(): Promise<number> {
  // Twice, as the platform closes some things in a task of their own.
  for (let times = 0; times < 2; times++) {
    collectGarbage();
    await new Promise(setImmediate);
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function collectGarbage(): void {
  if (!globalThis.gc) throw new Error('Run node with --expose-gc: heaps cannot be compared without it.');
  globalThis.gc();
}
