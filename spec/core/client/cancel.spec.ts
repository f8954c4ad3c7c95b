import { of, throwError } from 'rxjs';
import { cancel$ } from '../../../src/index.js';
import { marbles } from '../../support/marbles.js';
import { running } from '../../support/messages.js';
import { denied } from '../../support/rpc-errors.js';
import { ScriptedClient } from '../../support/scripted-client.js';

describe('cancel$', () => {
  it('is one call per subscription, and none before', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const answer = cold('--(a|)', { a: undefined });
      const client = new ScriptedClient({ cancelOperation: [answer, answer] });
      const taken$ = cancel$(client, 'operations/1');
      expect(client.calls).toEqual([]);
      expectObservable(taken$).toBe('--(a|)', { a: undefined });
      expectObservable(taken$, '^!').toBe('--');
      expectSubscriptions(answer.subscriptions).toBe(['^-!', '^!']);
    });
  });

  it('cancel-error: the error of the call surfaces, that same one', () => {
    const error = denied();
    const client = new ScriptedClient({ cancelOperation: [throwError(() => error)] });
    let found: unknown;
    cancel$(client, 'operations/1').subscribe({ error: (e: unknown) => (found = e) });
    expect(found).toBe(error);
  });

  it('sends the name that a message carries, and the options', () => {
    const client = new ScriptedClient({ cancelOperation: [of(undefined)] });
    cancel$(client, running('half'), { timeout: 5_000 }).subscribe();
    expect(client.calls[0]).toEqual(
      jasmine.objectContaining({ request: { name: 'operations/1' }, options: { timeout: 5_000 } }),
    );
  });

  it('refuses a bad name at once', () => {
    expect(() => cancel$(new ScriptedClient(), '')).toThrowError(TypeError, /is empty/);
    expect(() => cancel$(new ScriptedClient(), 'a\nb')).toThrowError(TypeError, /control character/);
  });
});
