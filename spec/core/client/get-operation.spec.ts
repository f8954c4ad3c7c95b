import { of, throwError } from 'rxjs';
import { getOperation$ } from '../../../src/index.js';
import { marbles } from '../../support/marbles.js';
import { running, succeeded } from '../../support/messages.js';
import { unavailable } from '../../support/rpc-errors.js';
import { ScriptedClient } from '../../support/scripted-client.js';

describe('getOperation$', () => {
  it('asks once per subscription, and not before', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const answers = [cold('--(a|)', { a: running() }), cold('-(b|)', { b: succeeded('hello') })];
      const client = new ScriptedClient({ getOperation: answers });
      const message$ = getOperation$(client, 'operations/1');
      expect(client.calls).toEqual([]);
      expectObservable(message$, '^').toBe('--(a|)', { a: running() });
      expectObservable(message$, '---^').toBe('----(b|)', { b: succeeded('hello') });
      expectSubscriptions(answers[0]!.subscriptions).toBe('^-!');
      expectSubscriptions(answers[1]!.subscriptions).toBe('---^!');
    });
  });

  it('cancels the call when unsubscribed early', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const answer = cold('-----(a|)', { a: running() });
      const client = new ScriptedClient({ getOperation: [answer] });
      expectObservable(getOperation$(client, 'operations/1'), '^--!').toBe('----');
      expectSubscriptions(answer.subscriptions).toBe('^--!');
    });
  });

  it('poll-rpc-error: the error of the call surfaces unchanged', () => {
    const error = unavailable();
    const client = new ScriptedClient({ getOperation: [throwError(() => error)] });
    let found: unknown;
    getOperation$(client, 'operations/1').subscribe({ error: (e: unknown) => (found = e) });
    expect(found).toBe(error);
  });

  it('sends the name that a message carries, and the options', () => {
    const client = new ScriptedClient({ getOperation: [of(running())] });
    const options = { timeout: 5_000, headers: { 'x-goog-user-project': 'p' } };
    getOperation$(client, running('half'), options).subscribe();
    expect(client.calls[0]).toEqual(jasmine.objectContaining({ request: { name: 'operations/1' }, options }));
  });

  it('refuses a bad name at once', () => {
    expect(() => getOperation$(new ScriptedClient(), '')).toThrowError(TypeError, /is empty/);
    expect(() => getOperation$(new ScriptedClient(), 'a\nb')).toThrowError(TypeError, /control character/);
  });
});
