import { untilAborted } from '../../../src/core/polling/until-aborted.js';
import { marbles } from '../../support/marbles.js';

describe('untilAborted', () => {
  for (const [kind, diagram, subscription] of [
    ['never', '---', '^'],
    ['empty', '--|', '^-!'],
    ['one', '--a--|', '^----!'],
    ['many', '-a-b-(c|)', '^----!'],
    ['error', '-a-#', '^--!'],
  ] as const) {
    it(`mirrors the source without a signal, and with one that is not aborted: ${kind}`, () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        for (const signal of [undefined, new AbortController().signal]) {
          const source = cold(diagram);
          expectObservable(source.pipe(untilAborted(signal))).toBe(diagram);
          expectSubscriptions(source.subscriptions).toBe(subscription);
        }
      });
    });
  }

  it('errors with the reason when the signal is aborted', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const controller = new AbortController();
      cold('---a').subscribe(() => controller.abort('enough'));
      const source = cold('-a-b-c-|');
      expectObservable(source.pipe(untilAborted(controller.signal))).toBe('-a-#', undefined, 'enough');
      expectSubscriptions(source.subscriptions).toBe('^--!');
    });
  });

  it('pre-aborted signal: the source is not subscribed to', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a-|');
      expectObservable(source.pipe(untilAborted(AbortSignal.abort('enough')))).toBe('#', undefined, 'enough');
      expectSubscriptions(source.subscriptions).toBe([]);
    });
  });

  it('no-listener-leak: leaves no listener behind, however it ends', () => {
    const { signal } = new AbortController();
    const added = spyOn(signal, 'addEventListener').and.callThrough();
    const removed = spyOn(signal, 'removeEventListener').and.callThrough();
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('-a-|').pipe(untilAborted(signal))).toBe('-a-|');
      expectObservable(cold('-a-#').pipe(untilAborted(signal))).toBe('-a-#');
      expectObservable(cold('-a--').pipe(untilAborted(signal)), '^-!').toBe('-a-');
    });
    expect(added).toHaveBeenCalledTimes(3);
    expect(removed).toHaveBeenCalledTimes(3);
    const listeners = (spy: jasmine.Spy): unknown => new Set(spy.calls.allArgs().map((args: unknown[]) => args[1]));
    expect(listeners(removed)).toEqual(listeners(added));
  });
});
