import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { endEstimate } from '../src/app/detail/end-estimate.js';

/** Polls at some times, which told of some progress. */
const polls = (...points: readonly (readonly [at: number, fraction: number | undefined])[]) =>
  points.map(([at, fraction]) => ({ at, fraction, waited: 0, isFailed: false, next: undefined }));

describe('endEstimate', () => {
  it('continues the progress to its end', () => {
    assert.equal(endEstimate(polls([1_000, 0.25], [2_000, 0.5])), 4_000);
    assert.equal(Math.round(endEstimate(polls([0, 0], [1_000, 0.1], [3_000, 0.3])) ?? 0), 10_000);
  });

  it('goes by the latest polls, and leaves out those that told nothing', () => {
    const slow = Array.from({ length: 20 }, (_, index) => [index, 0] as const);
    const fast = Array.from({ length: 8 }, (_, index) => [1_000 + index * 100, index / 10] as const);
    assert.equal(Math.round(endEstimate(polls(...slow, ...fast, [1_750, undefined])) ?? 0), 2_000);
  });

  it('tells nothing before two polls, without progress, when it goes back, and at the end', () => {
    for (const told of [
      polls(),
      polls([0, 0.5]),
      polls([0, 0.5], [1_000, 0.5]),
      polls([0, 0.5], [1_000, 0.4]),
      polls([0, 0.5], [0, 0.6]),
      polls([0, undefined], [1_000, undefined]),
      polls([0, 0.5], [1_000, 1]),
    ]) {
      assert.equal(endEstimate(told), undefined);
    }
  });
});
