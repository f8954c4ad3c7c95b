/** A page takes as long as a Get, and 1,000 operations on it as long as 25 more: measured over gRPC. */
const OPERATIONS_A_GET = 40;

/** From how many operations on a List is tried of which nothing is known. */
const FIRST_TRY = 25;

/** For how long what was seen of a List counts, in ms. */
const COUNTS = 300_000;

/** What a sweep took and gave. */
export interface SweepCount {
  pages: number;
  /** Operations on those pages. */
  operations: number;
  /** Operations on those pages that are watched. */
  hits: number;
}

/** What a sweep costs, in Gets. */
export function costOf({ pages, operations }: SweepCount): number {
  return pages + operations / OPERATIONS_A_GET;
}

/** Whether the operations of a collection are cheaper to have by List than by a Get for each, by what sweeps showed. */
export class SweepWorth {
  /** How many operations must be watched for a sweep to pay. */
  private least = FIRST_TRY;
  /** Until when that counts. */
  private until = 0;

  /** @param watched how many operations a sweep is for. */
  pays(watched: number, now: number): boolean {
    if (now >= this.until) this.least = FIRST_TRY;
    return watched >= this.least;
  }

  /** A sweep came to its end, or was given up as it cost more than it was for. */
  ended(sweep: SweepCount, now: number): void {
    const cost = costOf(sweep);
    // One that gave less than it took is tried again for twice as many.
    this.learn(sweep.hits < cost ? 2 * cost : cost, now);
  }

  /** List is not to be had. */
  refused(now: number): void {
    this.learn(Infinity, now);
  }

  private learn(least: number, now: number): void {
    this.least = least;
    this.until = now + COUNTS;
  }
}
