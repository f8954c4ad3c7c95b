import { of, throwError } from 'rxjs';
import { StatusCode, waitOperation$ } from '../../../src/index.js';
import { marbles } from '../../support/marbles.js';
import { running, succeeded } from '../../support/messages.js';
import { rpcError } from '../../support/rpc-errors.js';
import { ScriptedClient } from '../../support/scripted-client.js';

describe('waitOperation$', () => {
  it('is one call, cancelled when unsubscribed early', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const answers = [cold('9s (a|)', { a: succeeded('hello') }), cold('9s (a|)', { a: succeeded('hello') })];
      const client = new ScriptedClient({ waitOperation: answers });
      const message$ = waitOperation$(client, 'operations/1');
      expectObservable(message$).toBe('9s (a|)', { a: succeeded('hello') });
      expectObservable(message$, '^ 999ms !').toBe('');
      expectSubscriptions(answers[0]!.subscriptions).toBe('^ 8999ms !');
      expectSubscriptions(answers[1]!.subscriptions).toBe('^ 999ms !');
    });
  });

  it('sends the timeout only when there is one, and the options', () => {
    const client = new ScriptedClient({ waitOperation: [of(running()), of(running())] });
    waitOperation$(client, 'operations/1').subscribe();
    waitOperation$(client, running(), { timeout: 0 }, { timeout: 1_000 }).subscribe();
    expect(client.calls.map(({ request, options }) => [request, options] as const)).toEqual([
      [{ name: 'operations/1' }, undefined],
      [{ name: 'operations/1', timeout: 0 }, { timeout: 1_000 }],
    ]);
  });

  it('gives the error of a server that cannot wait, unchanged', () => {
    const error = rpcError(StatusCode.UNIMPLEMENTED);
    const client = new ScriptedClient({ waitOperation: [throwError(() => error)] });
    let found: unknown;
    waitOperation$(client, 'operations/1').subscribe({ error: (e: unknown) => (found = e) });
    expect(found).toBe(error);
  });

  it('refuses a bad name at once', () => {
    expect(() => waitOperation$(new ScriptedClient(), '')).toThrowError(TypeError, /is empty/);
  });
});
