import { config, EMPTY, map, NEVER, of, takeUntil, throwError, VirtualTimeScheduler } from 'rxjs';
import type { Observable } from 'rxjs';
import { shareOperation, toMetadata, toResponse } from '../../operators/index.js';
import type { OperationState } from '../../src/index.js';
import { pollOperation$ } from '../../src/index.js';
import { marbles } from '../support/marbles.js';
import { brief, NAME, running, succeeded, types } from '../support/messages.js';
import { unavailable } from '../support/rpc-errors.js';
import { ScriptedClient } from '../support/scripted-client.js';
import { stateOf } from '../support/states.js';

const states = { r: stateOf(running('half')), s: stateOf(succeeded('hello'), 2) };

/** A polling at each ms, shared, of an operation that ends at its third poll. */
function shared(answers = [of(running('some')), of(running('half')), of(succeeded('hello'))]): {
  states$: Observable<OperationState<string, string>>;
  client: ScriptedClient;
} {
  const client = new ScriptedClient({ getOperation: answers });
  const states$ = pollOperation$(client, NAME, { ...types, schedule: () => 2 }).pipe(shareOperation());
  return { states$, client };
}

const seen = {
  a: 'running #1, at some, next 2',
  b: 'running #2, at half, next 2',
  s: 'succeeded #3, gave hello',
};

describe('shareOperation', () => {
  afterEach(() => (config.onUnhandledError = null));

  for (const [kind, source, subscription] of [
    ['never', '----', '^'],
    ['empty', '--|', '^-!'],
    ['one', '--(s|)', '^-!'],
    ['many', 'r-r-(s|)', '^---!'],
    ['error', 'r-#', '^-!'],
    ['an error at once', '#', '(^!)'],
  ] as const) {
    it(`mirrors the source to each of its subscribers: ${kind}`, () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source$ = cold(source, states, unavailable());
        const states$ = source$.pipe(shareOperation());
        expectObservable(states$).toBe(source, states, unavailable());
        if (kind !== 'an error at once') expectObservable(states$).toBe(source, states, unavailable());
        expectSubscriptions(source$.subscriptions).toBe(subscription);
      });
    });
  }

  it('two-waiters-one-loop: all share one polling, late ones get the latest state at once', () => {
    marbles(({ expectObservable, flush }) => {
      const { states$, client } = shared();
      expectObservable(states$.pipe(map(brief))).toBe('a-b-(s|)', seen);
      expectObservable(states$.pipe(map(brief)), '-^').toBe('-ab-(s|)', seen);
      expectObservable(states$.pipe(toMetadata()), '---^').toBe('---h|', { h: 'half' });
      expectObservable(states$.pipe(toResponse())).toBe('----(r|)', { r: 'hello' });
      flush();
      expect(client.calls.length).toBe(3);
    });
  });

  it('two-waiters-one-loop: the last one out stops it, and the next one in polls afresh', () => {
    marbles(({ expectObservable, flush }) => {
      const { states$, client } = shared();
      expectObservable(states$.pipe(map(brief)), '^!').toBe('a-', seen);
      expectObservable(states$.pipe(map(brief)), '^--!').toBe('a-b-', seen);
      expectObservable(states$.pipe(map(brief)), '------^').toBe('------(x|)', { x: 'succeeded #1, gave hello' });
      flush();
      expect(client.calls.length).toBe(3);
    });
  });

  it('unsubscribe-during-call: the last one out cancels the call', () => {
    const { states$, client } = shared([NEVER]);
    const subscriptions = [states$.subscribe(), states$.subscribe()];
    subscriptions[0]?.unsubscribe();
    expect(client.calls.map(({ end }) => end?.how)).toEqual([undefined]);
    subscriptions[1]?.unsubscribe();
    expect(client.calls.map(({ end }) => end?.how)).toEqual(['unsubscribed']);
  });

  it('late-subscriber: after the end the end is replayed, without a call', () => {
    marbles(({ expectObservable, flush }) => {
      const { states$, client } = shared();
      expectObservable(states$.pipe(toResponse())).toBe('----(r|)', { r: 'hello' });
      expectObservable(states$.pipe(map(brief)), '------^').toBe('------(s|)', seen);
      expectObservable(states$.pipe(map(brief)), '---------^').toBe('---------(s|)', seen);
      flush();
      expect(client.calls.length).toBe(3);
    });
  });

  it('late-subscriber: an error goes to all, and the next one in polls afresh', () => {
    marbles(({ expectObservable, flush }) => {
      const { states$, client } = shared([
        of(running('some')),
        throwError(() => new Error('a bug')),
        of(succeeded('hello')),
      ]);
      const end$ = states$.pipe(map(brief));
      const failed = jasmine.objectContaining({ name: 'PollError' });
      expectObservable(end$).toBe('a-#', seen, failed);
      expectObservable(end$, '-^').toBe('-a#', seen, failed);
      expectObservable(end$, '----^').toBe('----(x|)', { x: 'succeeded #1, gave hello' });
      flush();
      expect(client.calls.length).toBe(3);
    });
  });

  it('waiter-isolation: one gives up, the other ends normally', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const { states$, client } = shared();
      expectObservable(states$.pipe(toResponse(), takeUntil(cold('---#')))).toBe('---#');
      expectObservable(states$.pipe(toResponse())).toBe('----(r|)', { r: 'hello' });
      flush();
      expect(client.calls.length).toBe(3);
    });
  });

  it('callback-throws: an error in one subscriber breaks neither the polling nor another subscriber', async () => {
    const bug = new Error('a bug in the handler of a subscriber');
    const unhandled = new Promise<unknown>((resolve) => (config.onUnhandledError = resolve));
    const scheduler = new VirtualTimeScheduler();
    const client = new ScriptedClient({ getOperation: [of(running()), of(succeeded('hello'))] });
    const states$ = pollOperation$(client, NAME, { ...types, scheduler }).pipe(shareOperation());
    const responses: string[] = [];
    states$.subscribe(({ done }) => {
      if (!done) throw bug;
    });
    states$.pipe(toResponse()).subscribe((response) => responses.push(response));
    scheduler.flush();
    expect(responses).toEqual(['hello']);
    expect(client.calls.length).toBe(2);
    expect(await unhandled).toBe(bug);
  });

  it('does nothing before it is subscribed to', () => {
    const { states$, client } = shared([EMPTY]);
    expect(states$).toBeDefined();
    expect(client.calls).toEqual([]);
  });
});
