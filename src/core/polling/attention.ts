/** When an end came: after `from`, and at `to` at the latest; `to` is `Infinity` where nobody stayed until then. */
export interface SeenEnd {
  readonly from: number;
  readonly to: number;
}

/**
 * How attention is best spread over the ages of operations: one poll for each so much of it.
 *
 * Where polls come at a rate r, an end is seen 1 / 2r late, and has cost as many polls as r adds up to by then. For a
 * given mean number of polls, the mean delay is least where r is proportional to the square root of the hazard: the
 * share of the operations alive that end at an age, by time.
 */
export interface Attention {
  /** Ages, ascending from 0. No end was seen after the last. */
  readonly ages: readonly number[];
  /** The share of ends between each age and the next; after the last, of those that are yet to be seen. */
  readonly shares: readonly number[];
  /** The attention due from 0 to each age. */
  readonly due: readonly number[];
  /** The attention that those alive at each age will take, on average. */
  readonly ahead: readonly number[];
}

/** How often the shares are made to agree with what was seen. More often, and they would follow each chance in it. */
const ITERATIONS = 10;

/** No end is known better than that, to both sides. */
const LEAST_SPREAD = 5;

/**
 * What is expected of any operation counts as much as one end that was seen: a hazard that falls with the age, such that
 * the attention due is spread as the polls of the default schedule are.
 */
const PRIOR_ENDS = 1;
const PRIOR_HAZARD = 0.7;
const PRIOR_AGE = 1_500;

/** The attention due to operations that end as those that were seen. One of them at least was seen to the end. */
export function attentionFor(seen: readonly SeenEnd[]): Attention {
  const ends = spreadOut(seen);
  const ages = agesOf(ends);
  const shares = sharesOf(ends, ages);
  // What chance leaves of many that ended sooner is no reason to go on.
  while (shares.length > 2 && (shares.at(-1) ?? 0) + (shares.at(-2) ?? 0) < 1.2 / (ends.length + 1)) {
    const rest = shares.pop() ?? 0;
    shares.push((shares.pop() ?? 0) + rest);
  }
  const count = ends.length + 1;
  const due = [0];
  const alive = [1];
  for (const [i, share] of shares.slice(0, -1).entries()) {
    const [from = 0, to = 0] = [ages[i], ages[i + 1]];
    const [dueBefore = 0, aliveBefore = 0] = [due[i], alive[i]];
    const prior = PRIOR_ENDS * PRIOR_HAZARD * Math.log((PRIOR_AGE + to) / (PRIOR_AGE + from));
    const hazard = (count * share + prior) / (count * (aliveBefore - share / 2) + PRIOR_ENDS);
    due.push(dueBefore + Math.sqrt(hazard * (to - from)));
    alive.push(Math.max(0, aliveBefore - share));
  }
  const ahead = [0];
  for (let i = shares.length - 2; i >= 0; i--) {
    const [here = 0, there = 0] = [alive[i], alive[i + 1]];
    const passed = (due[i + 1] ?? 0) - (due[i] ?? 0);
    ahead.unshift(((passed * (here + there)) / 2 + (ahead[0] ?? 0) * there) / Math.max(here, 1e-9));
  }
  return { ages: ages.slice(0, shares.length), shares, due, ahead };
}

/** Those that were seen stand for more of their kind: each reaches as far as its neighbours are, on the nearer side. */
function spreadOut(seen: readonly SeenEnd[]): SeenEnd[] {
  const middles = seen.map(middleOf).sort((a, b) => a - b);
  const reach = Math.ceil(Math.sqrt(seen.length) / 2);
  return seen.map((end) => {
    const middle = middleOf(end);
    if (middle === Infinity) return end;
    const i = middles.indexOf(middle);
    const near = Math.min(middle - (middles[i - reach] ?? -Infinity), (middles[i + reach] ?? Infinity) - middle);
    const half = Math.max((end.to - end.from) / 2, Math.min(near, middle / 8), LEAST_SPREAD);
    return { from: Math.max(0, middle - half), to: middle + half };
  });
}

/** `Infinity` where nobody stayed. */
export function middleOf({ from, to }: SeenEnd): number {
  return (from + to) / 2;
}

/** Where the shares may change, and between them steps that grow with the age, as what is expected does. */
function agesOf(ends: readonly SeenEnd[]): number[] {
  const seen = ends.flatMap(({ from, to }) => (to < Infinity ? [from, to] : [from]));
  const last = Math.max(...seen);
  const steps = [0];
  for (let age = 100; age < last; age *= 1.5) steps.push(age);
  return [...new Set([...steps, ...seen])].sort((a, b) => a - b);
}

/**
 * The share of ends in each cell, and beyond the last: each end lies in the cells of its interval, where the others say.
 *
 * @see Turnbull, "The empirical distribution function with arbitrarily grouped, censored and truncated data" (1976)
 */
function sharesOf(ends: readonly SeenEnd[], ages: readonly number[]): number[] {
  const indices = new Map(ages.map((age, i) => [age, i]));
  const intervals = ends.map(({ from, to }) => [indices.get(from) ?? 0, indices.get(to) ?? ages.length] as const);
  const each = 1 / (ends.length + 1);
  // At first each end is anywhere in its interval.
  let shares = ages.map((age, i) => (ages[i + 1] ?? 2 * age) - age);
  for (let iteration = 0; iteration <= ITERATIONS; iteration++) {
    const before = runningSums(shares);
    const changes = Array.from({ length: ages.length + 1 }, () => 0);
    for (const [first, end] of intervals) {
      const factor = each / Math.max(1e-9, (before[end] ?? 0) - (before[first] ?? 0));
      changes[first] = (changes[first] ?? 0) + factor;
      changes[end] = (changes[end] ?? 0) - factor;
    }
    const factors = runningSums(changes);
    shares = shares.map((share, i) => share * Math.max(0, factors[i + 1] ?? 0));
    // One more, which is yet to be seen, lasts longer than all.
    shares.push((shares.pop() ?? 0) + each);
  }
  return shares;
}

/** The sums of none, of one, of two… */
function runningSums(values: readonly number[]): number[] {
  let sum = 0;
  return [0, ...values.map((value) => (sum += value))];
}
