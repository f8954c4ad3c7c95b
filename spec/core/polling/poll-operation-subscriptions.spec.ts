import { config, map, of, queueScheduler, share, take, throwError, VirtualTimeScheduler } from 'rxjs';
import type { OperationMessage } from '../../../src/index.js';
import { exponentialThenFixed, pollOperation$ } from '../../../src/index.js';
import { marbles } from '../../support/marbles.js';
import { brief, NAME, running, succeeded, types } from '../../support/messages.js';
import { unavailable } from '../../support/rpc-errors.js';
import { ScriptedClient } from '../../support/scripted-client.js';

const options = { ...types, schedule: exponentialThenFixed({ initialDelay: 1_000, multiplier: 2, jitter: 'none' }) };

describe('the subscriptions of pollOperation$', () => {
  afterEach(() => (config.onUnhandledError = null));

  it('unsubscribe-during-call: the call is cancelled and nothing is called afterwards', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const answers = [cold('-(a|)', { a: running() }), cold('5s (a|)', { a: running() })];
      const client = new ScriptedClient({ getOperation: answers });
      expectObservable(pollOperation$(client, NAME, options).pipe(map(brief)), '^ 1999ms !').toBe('-a', {
        a: 'running #1, next 1000',
      });
      expectSubscriptions(answers[1]!.subscriptions).toBe('1001ms ^ 998ms !');
      flush();
      expect(client.calls.length).toBe(2);
    });
  });

  it('unsubscribe-during-delay: the timer is cleared and nothing is called afterwards', () => {
    const scheduler = new VirtualTimeScheduler();
    const client = new ScriptedClient({ getOperation: [of(running()), of(running())] });
    const polling = pollOperation$(client, NAME, { ...options, scheduler }).subscribe();
    scheduler.schedule(() => polling.unsubscribe(), 999);
    scheduler.flush();
    expect(client.calls.length).toBe(1);
    expect(scheduler.actions).toEqual([]);
  });

  it('unsubscribe-during-delay: unsubscribing while a state is emitted sets no timer', () => {
    const scheduler = new VirtualTimeScheduler();
    const client = new ScriptedClient({ getOperation: [of(running()), of(running())] });
    pollOperation$(client, NAME, { ...options, scheduler })
      .pipe(take(1))
      .subscribe();
    expect(client.calls.length).toBe(1);
    expect(scheduler.actions).toEqual([]);
  });

  for (const [kind, answer$] of [
    ['a state', of(running())],
    ['a failure', throwError(() => unavailable())],
  ] as const) {
    it(`unsubscribe-during-delay: on ${kind}, later on, as well, with a scheduler that has no time`, () => {
      const client = new ScriptedClient({ getOperation: [of(running()), answer$, of(running())] });
      const seen: string[] = [];
      pollOperation$(client, NAME, { ...options, schedule: () => 0, scheduler: queueScheduler })
        .pipe(take(2))
        .subscribe((state) => seen.push(brief(state)));
      expect(seen.length).toBe(2);
      expect(client.calls.length).toBe(2);
    });
  }

  it('per-subscription-state: a second subscription starts its own schedule and counters', () => {
    marbles(({ cold, expectObservable }) => {
      const answers = [
        cold('(a|)', { a: running() }),
        cold<OperationMessage>('#', undefined, unavailable()),
        cold('(a|)', { a: running() }),
        cold('(a|)', { a: succeeded('first') }),
        cold('(a|)', { a: succeeded('second') }),
      ];
      const states$ = pollOperation$(new ScriptedClient({ getOperation: answers }), NAME, options).pipe(map(brief));
      const states = {
        a: 'running #1, next 1000',
        f: 'running #2, failures 1, UNAVAILABLE, next 2000',
        x: 'succeeded #3, gave first',
        y: 'succeeded #2, gave second',
      };
      expectObservable(states$).toBe('a 999ms f 1999ms (x|)', states);
      expectObservable(states$, '2500ms ^').toBe('2500ms a 999ms (y|)', states);
    });
  });

  it('per-subscription-state: the timeout is counted from each subscription', () => {
    const scheduler = new VirtualTimeScheduler();
    const client = new ScriptedClient({ getOperation: Array.from({ length: 9 }, () => of(running())) });
    const states$ = pollOperation$(client, NAME, { schedule: () => 1_000, timeout: 1_500, scheduler });
    const ends: number[] = [];
    const error = (): unknown => ends.push(scheduler.frame);
    states$.subscribe({ error });
    scheduler.schedule(() => states$.subscribe({ error }), 1_000);
    scheduler.flush();
    expect(ends).toEqual([1_500, 2_500]);
  });

  it('can be subscribed to again after its end', () => {
    marbles(({ cold, expectObservable }) => {
      const client = new ScriptedClient({
        getOperation: [of(succeeded('hello')), cold('-(a|)', { a: succeeded('hello') })],
      });
      const states$ = pollOperation$(client, NAME, options).pipe(map(brief));
      expectObservable(states$).toBe('(a|)', { a: 'succeeded #1, gave hello' });
      expectObservable(states$, '--^').toBe('---(a|)', { a: 'succeeded #1, gave hello' });
    });
  });

  it('callback-throws: an error in one subscriber does not break the polling of another', async () => {
    const bug = new Error('a bug in the handler of a subscriber');
    const unhandled = new Promise<unknown>((resolve) => (config.onUnhandledError = resolve));
    const scheduler = new VirtualTimeScheduler();
    const client = new ScriptedClient({ getOperation: [of(running()), of(running()), of(succeeded('hello'))] });
    const states$ = pollOperation$(client, NAME, { ...options, scheduler }).pipe(share());
    const seen: string[] = [];
    let thrown = 0;
    states$.subscribe(() => {
      if (++thrown === 1) throw bug;
    });
    states$.subscribe((state) => seen.push(brief(state)));
    scheduler.flush();
    expect(await unhandled).toBe(bug);
    expect(seen).toEqual(['running #2, next 2000', 'succeeded #3, gave hello']);
    expect(thrown).toBe(3);
  });
});
