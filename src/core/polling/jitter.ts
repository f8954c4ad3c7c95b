/**
 * How much chance there is in a delay: `'full'` draws from (0, delay], as Go does; `'equal'` from (delay / 2, delay];
 * `'none'` leaves it as it is.
 */
export type Jitter = 'full' | 'equal' | 'none';

const shares: Readonly<Record<Jitter, (random: () => number) => number>> = {
  full: (random) => 1 - random(),
  equal: (random) => 1 - random() / 2,
  none: () => 1,
};

/**
 * What makes a jittered delay of a delay.
 *
 * @throws RangeError for an unknown jitter.
 */
export function jittered(jitter: Jitter, random: () => number): (delay: number) => number {
  if (!Object.hasOwn(shares, jitter)) {
    throw new RangeError(`jitter must be one of ${Object.keys(shares).join(', ')}; found ${String(jitter)}.`);
  }
  const share = shares[jitter];
  return (delay) => delay * share(random);
}
