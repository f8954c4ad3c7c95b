import type { Attention } from './attention.js';
import { DEFAULT_INITIAL_DELAY, DEFAULT_MULTIPLIER, DEFAULT_WAIT_INTERVAL } from './exponential-then-fixed.js';

/** Ages at which to poll. */
export interface PollPlan {
  readonly attention: Attention;
  /** How many polls a unit of attention is worth. */
  readonly rate: number;
  /** How many polls it takes on average, the first one apart. */
  readonly polls: number;
}

/** How much of a step is left to chance: more of the first, as many may have been started together. */
const FIRST_SPREAD = 1;
const SPREAD = 0.3;

/** How many polls it takes to pass as many steps, on average: half a step more, and a little for the chance in them. */
function pollsToPass(steps: number): number {
  return Math.max(1, steps + 0.51);
}

/** How many polls the default schedule makes until an end is seen, on average, the first one apart. */
export function pollsByDefault(duration: number): number {
  let passed = 0;
  for (let polls = 0; ; polls++) {
    const grown = DEFAULT_INITIAL_DELAY * DEFAULT_MULTIPLIER ** polls;
    const delay = MEAN_SHARE * Math.min(DEFAULT_WAIT_INTERVAL, grown);
    if (passed + delay >= duration || grown >= DEFAULT_WAIT_INTERVAL)
      return pollsToPass(polls + (duration - passed) / delay);
    passed += delay;
  }
}

/** What jitter leaves of a default delay, on average. */
const MEAN_SHARE = 0.75;

/** The plan whose polls, the first one apart, are so many on average. */
export function planFor(attention: Attention, polls: number): PollPlan {
  let [low, high] = [1e-9, 1e3];
  for (let halvings = 0; halvings < 40; halvings++) {
    const middle = Math.sqrt(low * high);
    if (meanPolls(attention, middle) > polls) high = middle;
    else low = middle;
  }
  return { attention, rate: low, polls };
}

function meanPolls({ shares, due }: Attention, rate: number): number {
  return shares.reduce((sum, share, i) => {
    const [from = 0, to] = [due[i], due[i + 1]];
    return sum + share * (to === undefined ? pollsToPass(rate * from) + 2 : pollsToPass((rate * (from + to)) / 2));
  }, 0);
}

/**
 * The age at which to poll next.
 *
 * @param plan tells how the polls are spread.
 * @param age to poll after.
 * @param chance from 0 up to 1.
 * @param isFirst whether nothing was left to chance before.
 */
export function nextAge(plan: PollPlan, age: number, chance: number, isFirst = false): number {
  const {
    attention: { ages, due },
    rate,
  } = plan;
  const step = 1 + (isFirst ? FIRST_SPREAD : SPREAD) * (chance - 0.5);
  const last = ages.at(-1) ?? 0;
  const stride = 50 + last / 20;
  if (age >= last) {
    const grown = stride + (DEFAULT_MULTIPLIER - 1) * (age - last);
    return age + step * Math.min(MEAN_SHARE * DEFAULT_WAIT_INTERVAL, grown);
  }
  const target = interpolated(ages, due, age) + step / rate;
  return target < (due.at(-1) ?? 0) ? interpolated(due, ages, target) : last + (stride * chance) / 2;
}

/** The attention ahead at an age. */
export function attentionAhead({ ages, ahead }: Attention, age: number): number {
  return interpolated(ages, ahead, Math.min(age, ages.at(-1) ?? 0));
}

/** The value where ascending positions reach one that lies between the first and the last. */
function interpolated(positions: readonly number[], values: readonly number[], position: number): number {
  const next = Math.max(
    1,
    positions.findIndex((other) => other >= position),
  );
  const [from = 0, to = 0] = [positions[next - 1], positions[next]];
  const [start = 0, end = 0] = [values[next - 1], values[next]];
  return start + ((end - start) * (position - from)) / (to - from);
}
