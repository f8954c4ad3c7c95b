import { offline$ } from '../../../src/core/polling/offline.js';
import { marbles } from '../../support/marbles.js';

/** A window whose network comes and goes as it is told. */
class FakeWindow extends EventTarget {
  readonly navigator = { onLine: true };

  become(event: 'online' | 'offline'): void {
    this.navigator.onLine = event === 'online';
    this.dispatchEvent(new Event(event));
  }
}

const values = { l: true, o: false };
const become = { l: 'offline', o: 'online' } as const;

describe('offline$', () => {
  it('emits what holds now, then each change, and never completes', () => {
    marbles(({ cold, expectObservable }) => {
      const target = new FakeWindow();
      cold('--l-o--l-', become).subscribe((event) => target.become(event));
      expectObservable(offline$(target)).toBe('o-l-o--l-', values);
      expectObservable(offline$(target), '---^-').toBe('---lo--l-', values);
    });
  });

  it('emits no change where there is none', () => {
    marbles(({ cold, expectObservable }) => {
      const target = new FakeWindow();
      cold('-ol-l--o-', become).subscribe((event) => target.become(event));
      expectObservable(offline$(target)).toBe('o-l----o-', values);
    });
  });

  it('counts as online where nobody tells: without a navigator, or with one that does not say', () => {
    marbles(({ expectObservable }) => {
      expectObservable(offline$(new EventTarget())).toBe('o---', values);
      expectObservable(offline$(Object.assign(new EventTarget(), { navigator: {} }))).toBe('o---', values);
    });
  });

  it('no-listener-leak: a subscription has listeners of its own, which are removed with it', () => {
    const target = new FakeWindow();
    const added = spyOn(target, 'addEventListener').and.callThrough();
    const removed = spyOn(target, 'removeEventListener').and.callThrough();
    const offline = offline$(target);
    expect(added).not.toHaveBeenCalled();
    const subscriptions = [offline.subscribe(), offline.subscribe()];
    expect(added).toHaveBeenCalledTimes(4);
    subscriptions.forEach((subscription) => subscription.unsubscribe());
    expect(removed.calls.allArgs()).toEqual(added.calls.allArgs());
  });

  if ('document' in globalThis) {
    it('in a browser, is about the network of the page', () => {
      const onLine = spyOnProperty(navigator, 'onLine').and.returnValue(true);
      const seen: boolean[] = [];
      const subscription = offline$().subscribe((offline) => seen.push(offline));
      onLine.and.returnValue(false);
      window.dispatchEvent(new Event('offline'));
      onLine.and.returnValue(true);
      window.dispatchEvent(new Event('online'));
      subscription.unsubscribe();
      expect(seen).toEqual([false, true, false]);
    });
  } else {
    it('in Node, emits false once, and does not complete', () => {
      marbles(({ expectObservable }) => {
        expectObservable(offline$()).toBe('o---', values);
      });
    });
  }
});
