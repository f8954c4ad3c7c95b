import { asyncScheduler, config, delay, map, of, throwError } from 'rxjs';
import type { CancelOnUnsubscribeOptions } from '../../operators/index.js';
import { cancelOnUnsubscribe } from '../../operators/index.js';
import type { DoneState, OperationsClient } from '../../src/index.js';
import { pollOperation$, StatusCode } from '../../src/index.js';
import { marbles } from '../support/marbles.js';
import { brief, failed, NAME, running, succeeded, types } from '../support/messages.js';
import { denied } from '../support/rpc-errors.js';
import type { Script } from '../support/scripted-client.js';
import { ScriptedClient } from '../support/scripted-client.js';
import { stateOf } from '../support/states.js';

const r = stateOf(running('half'));

describe('cancelOnUnsubscribe, when the cancelling fails,', () => {
  afterEach(() => (config.onUnhandledError = null));

  /** Leaves an operation that runs, in virtual time, and tells what RxJS was left with. */
  function leave(client: OperationsClient, options?: CancelOnUnsubscribeOptions, unhandled?: (error: unknown) => void) {
    config.onUnhandledError = unhandled ?? null;
    marbles(({ cold, expectObservable, flush }) => {
      expectObservable(cold('r--', { r }).pipe(cancelOnUnsubscribe(client, options)), '^-!').toBe('r--', { r });
      // What nobody handles is thrown here.
      flush();
    });
  }

  const bug = new Error('a bug in the hook');
  const onCancelError = (): void => {
    throw bug;
  };

  const refusing = (): OperationsClient =>
    new ScriptedClient({ cancelOperation: [throwError(denied), throwError(denied)] });
  const throwing = (): OperationsClient => ({
    ...new ScriptedClient(),
    cancelOperation: () => {
      throw denied();
    },
  });

  for (const [kind, clientThat] of [
    ['a refusal', refusing],
    ['what the client throws', throwing],
  ] as const) {
    it(`cancel-on-unsubscribe: ${kind} goes to the hook`, () => {
      const errors: unknown[] = [];
      leave(clientThat(), { onCancelError: (error) => errors.push(error) });
      expect(errors).toEqual([denied()]);
    });

    it(`cancel-on-unsubscribe: ${kind} is dropped without a hook`, () => {
      const unhandled: unknown[] = [];
      const client = clientThat();
      expect(() => leave(client)).not.toThrow();
      leave(client, {}, (error) => unhandled.push(error));
      expect(unhandled).toEqual([]);
    });
  }

  it('cancel-on-unsubscribe: a hook that throws is reported where reports are taken', () => {
    const unhandled: unknown[] = [];
    leave(new ScriptedClient({ cancelOperation: [throwError(denied)] }), { onCancelError }, (error) =>
      unhandled.push(error),
    );
    expect(unhandled).toEqual([bug]);
  });

  it('cancel-on-unsubscribe: a hook that throws does not end the process where no reports are taken', () => {
    const client = new ScriptedClient({ cancelOperation: [throwError(denied)] });
    expect(() => leave(client, { onCancelError })).not.toThrow();
    expect(client.calls.map(({ end }) => end?.how)).toEqual(['failed']);
  });
});

describe('cancelOnUnsubscribe, asked for the verdict,', () => {
  /** Leaves a polling at 1 ms; what the hooks were told, and when. */
  function leave(script: Script): { told: string[]; client: ScriptedClient } {
    const told: [DoneState<string, string> | string, number][] = [];
    const now = (): number => asyncScheduler.now();
    const client = new ScriptedClient(script, now);
    const polling = { ...types, schedule: () => 3 };
    marbles(({ expectObservable, flush }) => {
      const options = {
        ...polling,
        onVerdict: (state: DoneState<string, string>) => told.push([state, now()]),
        onCancelError: (error: unknown) => told.push([String(error), now()]),
      };
      const states$ = pollOperation$(client, NAME, polling).pipe(cancelOnUnsubscribe(client, options), map(brief));
      expectObservable(states$, '^!').toBe('r', { r: 'running #1, next 3' });
      flush();
    });
    // Not within the hooks, where what it throws would be lost.
    const texts = told.map(([what, at]) => `${typeof what === 'string' ? what : brief(what)} at ${at}`);
    return { told: texts, client };
  }

  const taken = of(undefined).pipe(delay(2));

  for (const [kind, message, verdict] of [
    ['that it was cancelled', failed(StatusCode.CANCELLED, 'by request'), 'cancelled #2, CANCELLED: by request at 6'],
    ['that it succeeded all the same', succeeded('hello'), 'succeeded #2, gave hello at 6'],
  ] as const) {
    it(`cancel-on-unsubscribe: polls from when the request was taken, and tells ${kind}`, () => {
      const { told, client } = leave({
        cancelOperation: [taken],
        getOperation: [of(running()), of(running()), of(message)],
      });
      expect(told).toEqual([verdict]);
      expect(client.calls.map(({ method, startedAt }) => `${method} at ${startedAt}`)).toEqual([
        'getOperation at 0',
        'cancelOperation at 1',
        'getOperation at 3',
        'getOperation at 6',
      ]);
      expect(client.inFlight).toBe(0);
    });
  }

  it('cancel-on-unsubscribe: a refused request has no verdict, and is not polled for one', () => {
    const { told, client } = leave({ cancelOperation: [throwError(denied)], getOperation: [of(running())] });
    expect(told).toEqual([`${String(denied())} at 1`]);
    expect(client.methods).toEqual(['getOperation', 'cancelOperation']);
  });

  it('cancel-on-unsubscribe: a polling that cannot go on is told as a failure', () => {
    const { told } = leave({ cancelOperation: [taken], getOperation: [of(running()), throwError(denied)] });
    expect(told).toEqual([jasmine.stringMatching(/^PollError: .*operations\/1.* at 3$/)]);
  });
});
