/** An operation to start; times in ms. */
export interface PlannedOperation {
  readonly nominal: number;
  readonly duration: number;
}

export const NOMINAL_DURATIONS = [200, 1_000, 3_000, 10_000];

/** Of each duration. By luck alone the p95 of 200 ms misses its target in one run of 90; with 100, in one of 16. */
export const OPERATIONS = 150;

/**
 * The nominal durations that alternate, then the next ones. The long ones come first, so that the last polls of Go's
 * schedule pass while the short ones run; those of 10 s do not come alone, as they would be 100 waits at once, the most
 * that a client leaves pending.
 */
const TURNS = [
  [10_000, 3_000],
  [1_000, 200],
];

/**
 * In the order of their starts, each lasting 0.5 to 1.5 of its nominal duration: how well a schedule fits an exact one
 * is luck. All contenders get the same, in each run.
 *
 * @param count of each duration. Defaults to `OPERATIONS`.
 */
export function plannedOperations(count = OPERATIONS): PlannedOperation[] {
  // Multiples of the golden ratio are spread evenly, however many there are; random numbers are not.
  const goldenRatio = (Math.sqrt(5) - 1) / 2;
  const factors = Array.from({ length: count }, (_, i) => 0.5 + ((i * goldenRatio) % 1));
  return TURNS.flatMap((turn) =>
    factors.flatMap((factor) => turn.map((nominal) => ({ nominal, duration: nominal * factor }))),
  );
}
