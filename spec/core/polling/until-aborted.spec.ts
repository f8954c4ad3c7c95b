import { config, NEVER } from 'rxjs';
import { untilAborted } from '../../../src/core/polling/until-aborted.js';
import { marbles } from '../../support/marbles.js';

describe('untilAborted', () => {
  afterEach(() => (config.onUnhandledError = null));

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

  it('waiter-isolation: of many who wait for one signal, those who leave do not hear of it, and the others all do', () => {
    marbles(({ cold, expectObservable }) => {
      const controller = new AbortController();
      const { signal } = controller;
      cold('----a').subscribe(() => controller.abort('enough'));
      expectObservable(cold('-a-|').pipe(untilAborted(signal))).toBe('-a-|');
      expectObservable(cold('-a---').pipe(untilAborted(signal))).toBe('-a--#', undefined, 'enough');
      expectObservable(cold('-a---').pipe(untilAborted(signal)), '--^').toBe('---a#', undefined, 'enough');
      expectObservable(cold('-a---').pipe(untilAborted(signal)), '-----^').toBe('-----#', undefined, 'enough');
    });
  });

  it('errors at once for one who begins to wait while the others are told', () => {
    const controller = new AbortController();
    const told: unknown[] = [];
    const waitAgain = (): unknown =>
      NEVER.pipe(untilAborted(controller.signal)).subscribe({ error: (reason: unknown) => told.push(reason) });
    NEVER.pipe(untilAborted(controller.signal)).subscribe({ error: waitAgain });
    controller.abort('enough');
    expect(told).toEqual(['enough']);
  });

  it('callback-throws: an error thrown by one who is told does not keep it from the others', async () => {
    const bug = new Error('a bug in the handler of a subscriber');
    const unhandled = new Promise<unknown>((resolve) => (config.onUnhandledError = resolve));
    const controller = new AbortController();
    const told: unknown[] = [];
    NEVER.pipe(untilAborted(controller.signal)).subscribe({
      error: () => {
        throw bug;
      },
    });
    NEVER.pipe(untilAborted(controller.signal)).subscribe({ error: (reason: unknown) => told.push(reason) });
    controller.abort('enough');
    expect(told).toEqual(['enough']);
    expect(await unhandled).toBe(bug);
  });

  it('no-listener-leak: has one listener for all who wait, and none once they have left, however they leave', () => {
    const { signal } = new AbortController();
    const added = spyOn(signal, 'addEventListener').and.callThrough();
    const removed = spyOn(signal, 'removeEventListener').and.callThrough();
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('-a-|').pipe(untilAborted(signal))).toBe('-a-|');
      expectObservable(cold('-a-#').pipe(untilAborted(signal))).toBe('-a-#');
      expectObservable(cold('-a--').pipe(untilAborted(signal)), '^-!').toBe('-a-');
      expectObservable(cold('-a-|').pipe(untilAborted(signal)), '-----^').toBe('------a-|');
    });
    expect(added).toHaveBeenCalledTimes(2);
    expect(removed.calls.allArgs()).toEqual(added.calls.allArgs());
  });

  it('no-listener-leak: leaves none behind on a signal that was aborted', () => {
    const controller = new AbortController();
    const added = spyOn(controller.signal, 'addEventListener').and.callThrough();
    const removed = spyOn(controller.signal, 'removeEventListener').and.callThrough();
    const told: unknown[] = [];
    for (let i = 0; i < 3; i++) {
      NEVER.pipe(untilAborted(controller.signal)).subscribe({ error: (reason: unknown) => told.push(reason) });
    }
    controller.abort('enough');
    expect(told).toEqual(['enough', 'enough', 'enough']);
    expect(added).toHaveBeenCalledTimes(1);
    expect(removed.calls.allArgs()).toEqual(added.calls.allArgs());
  });
});
