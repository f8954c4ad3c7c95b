import { combineLatest, map, of } from 'rxjs';
import { offline$ } from '../../../src/core/polling/offline.js';
import { pageHidden$ } from '../../../src/core/polling/page-hidden.js';
import { exponentialThenFixed, pollOperation$ } from '../../../src/index.js';
import { marbles } from '../../support/marbles.js';
import { brief, NAME, running, succeeded, types } from '../../support/messages.js';
import { ScriptedClient } from '../../support/scripted-client.js';

/** A document that changes as it is told. */
class FakePage extends EventTarget {
  visibilityState: 'visible' | 'hidden' = 'visible';

  become(visibilityState: 'visible' | 'hidden'): void {
    this.visibilityState = visibilityState;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

const values = { h: true, v: false };
const become = { h: 'hidden', v: 'visible' } as const;

describe('pageHidden$', () => {
  it('emits what holds now, then each change, and never completes', () => {
    marbles(({ cold, expectObservable }) => {
      const page = new FakePage();
      cold('--h-v--h-', become).subscribe((state) => page.become(state));
      expectObservable(pageHidden$(page)).toBe('v-h-v--h-', values);
      expectObservable(pageHidden$(page), '---^-').toBe('---hv--h-', values);
    });
  });

  it('emits no change where there is none', () => {
    marbles(({ cold, expectObservable }) => {
      const page = new FakePage();
      cold('-vh-h--v-', become).subscribe((state) => page.become(state));
      expectObservable(pageHidden$(page)).toBe('v-h----v-', values);
    });
  });

  it('looks at the page when it is subscribed to, not when it is made', () => {
    const page = new FakePage();
    const hidden$ = pageHidden$(page);
    page.become('hidden');
    const seen: boolean[] = [];
    hidden$.subscribe((hidden) => seen.push(hidden));
    expect(seen).toEqual([true]);
  });

  it('no-listener-leak: a subscription has a listener of its own, which is removed with it', () => {
    const page = new FakePage();
    const added = spyOn(page, 'addEventListener').and.callThrough();
    const removed = spyOn(page, 'removeEventListener').and.callThrough();
    const hidden$ = pageHidden$(page);
    expect(added).not.toHaveBeenCalled();
    const subscriptions = [hidden$.subscribe(), hidden$.subscribe()];
    expect(added).toHaveBeenCalledTimes(2);
    subscriptions.forEach((subscription) => subscription.unsubscribe());
    expect(removed.calls.allArgs()).toEqual(added.calls.allArgs());
  });

  if ('document' in globalThis) {
    it('in a browser, is about the document', () => {
      const state = spyOnProperty(document, 'visibilityState').and.returnValue('visible');
      const seen: boolean[] = [];
      const subscription = pageHidden$().subscribe((hidden) => seen.push(hidden));
      state.and.returnValue('hidden');
      document.dispatchEvent(new Event('visibilitychange'));
      subscription.unsubscribe();
      expect(seen).toEqual([false, true]);
    });
  } else {
    it('without a document, emits false once, and does not complete', () => {
      marbles(({ expectObservable }) => {
        expectObservable(pageHidden$()).toBe('v---', values);
      });
    });
  }

  it('with offline$, pauses the polling while the page is hidden or the network lost', () => {
    marbles(({ cold, expectObservable }) => {
      const page = new FakePage();
      const network = Object.assign(new EventTarget(), { navigator: { onLine: true } });
      cold('500ms h 3s v', become).subscribe((state) => page.become(state));
      cold('1500ms l 999ms o 2s', { l: false, o: true }).subscribe((onLine) => {
        network.navigator.onLine = onLine;
        network.dispatchEvent(new Event(onLine ? 'online' : 'offline'));
      });
      const client = new ScriptedClient({ getOperation: [of(running()), of(succeeded('hello'))] });
      const pauseWhile = combineLatest([pageHidden$(page), offline$(network)]).pipe(
        map(([hidden, offline]) => hidden || offline),
      );
      const schedule = exponentialThenFixed({ jitter: 'none', initialDelay: 1_000 });
      const states$ = pollOperation$(client, NAME, { ...types, schedule, pauseWhile });
      expectObservable(states$.pipe(map(brief))).toBe('a 3500ms (s|)', {
        a: 'running #1, next 1000',
        s: 'succeeded #2, gave hello',
      });
    });
  });
});
