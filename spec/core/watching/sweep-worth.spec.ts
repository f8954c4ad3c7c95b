import { costOf, SweepWorth } from '../../../src/core/watching/sweep-worth.js';

describe('SweepWorth', () => {
  it('tries a sweep for 25 operations where nothing is known', () => {
    const worth = new SweepWorth();
    expect([24, 25].map((watched) => worth.pays(watched, 0))).toEqual([false, true]);
  });

  it('has 1,000 operations on a page cost 25 Gets more than the page itself', () => {
    expect(costOf({ pages: 1, operations: 1_000, hits: 0 })).toBe(26);
    expect(costOf({ pages: 3, operations: 120, hits: 0 })).toBe(6);
  });

  it('sweeps for as many as the last sweep cost', () => {
    const worth = new SweepWorth();
    worth.ended({ pages: 2, operations: 80, hits: 30 }, 0);
    expect([3, 4].map((watched) => worth.pays(watched, 1_000))).toEqual([false, true]);
  });

  it('sweeps for twice as many after one that gave less than it cost', () => {
    const worth = new SweepWorth();
    worth.ended({ pages: 10, operations: 1_200, hits: 39 }, 0);
    expect([79, 80].map((watched) => worth.pays(watched, 1_000))).toEqual([false, true]);
  });

  it('forgets after five minutes what it learnt, a refusal too', () => {
    const worth = new SweepWorth();
    worth.refused(1_000);
    expect(worth.pays(1e6, 300_999)).toBeFalse();
    expect([24, 25].map((watched) => worth.pays(watched, 301_000))).toEqual([false, true]);
  });
});
