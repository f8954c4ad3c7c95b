import { of, throwError } from 'rxjs';
import { delete$ } from '../../../src/index.js';
import { marbles } from '../../support/marbles.js';
import { running } from '../../support/messages.js';
import { denied } from '../../support/rpc-errors.js';
import { ScriptedClient } from '../../support/scripted-client.js';

describe('delete$', () => {
  it('is one call per subscription, and none before', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const answer = cold('--(a|)', { a: undefined });
      const client = new ScriptedClient({ deleteOperation: [answer, answer] });
      const taken$ = delete$(client, 'operations/1');
      expect(client.calls).toEqual([]);
      expectObservable(taken$).toBe('--(a|)', { a: undefined });
      expectObservable(taken$, '^!').toBe('--');
      expectSubscriptions(answer.subscriptions).toBe(['^-!', '^!']);
    });
  });

  it('delete-error: the error of the call surfaces, that same one', () => {
    const error = denied();
    const client = new ScriptedClient({ deleteOperation: [throwError(() => error)] });
    let found: unknown;
    delete$(client, 'operations/1').subscribe({ error: (e: unknown) => (found = e) });
    expect(found).toBe(error);
  });

  it('sends the name that a message carries, and the options', () => {
    const client = new ScriptedClient({ deleteOperation: [of(undefined)] });
    delete$(client, running('half'), { timeout: 5_000 }).subscribe();
    expect(client.calls[0]).toEqual(
      jasmine.objectContaining({ request: { name: 'operations/1' }, options: { timeout: 5_000 } }),
    );
  });

  it('refuses a bad name at once', () => {
    expect(() => delete$(new ScriptedClient(), '')).toThrowError(TypeError, /is empty/);
    expect(() => delete$(new ScriptedClient(), 'a\nb')).toThrowError(TypeError, /control character/);
  });
});
