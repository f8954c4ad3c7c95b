import type { PollRecord } from './poll-record.js';

/** As many of the latest polls tell how fast it goes. */
const WINDOW = 8;

/**
 * When an operation will have ended if it goes on as of late, in ms since 1970: the line of least squares through its
 * progress. Nothing before two polls told of some, nor when there was none of late.
 */
export function endEstimate(records: readonly PollRecord[]): number | undefined {
  const points = records
    .filter(({ fraction }) => fraction !== undefined)
    .slice(-WINDOW)
    .map(({ at, fraction = 0 }) => ({ at, fraction }));
  const last = points.at(-1);
  if (!last || last.fraction >= 1 || points.length < 2) return undefined;
  const mean = (of: (point: (typeof points)[number]) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const middle = { at: mean(({ at }) => at), fraction: mean(({ fraction }) => fraction) };
  const spread = mean(({ at }) => (at - middle.at) ** 2);
  const slope = mean(({ at, fraction }) => (at - middle.at) * (fraction - middle.fraction)) / spread;
  return slope > 0 ? last.at + (1 - last.fraction) / slope : undefined;
}
