import { getEventListeners } from 'node:events';
import type { Observable } from 'rxjs';
import { NEVER, of } from 'rxjs';
import { untilAborted } from '../../../src/core/polling/until-aborted.js';
import type { OperationMessage } from '../../../src/index.js';
import { Operation, pollOperation$ } from '../../../src/index.js';
import { NAME, running, succeeded } from '../../support/messages.js';
import { ScriptedClient } from '../../support/scripted-client.js';

const MANY = 10_000;
const HALF = MANY / 2;

const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);

const timers = (): number => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;

/** Answers to polls, first come, first served, and what of the polling is there: listeners, timers, calls. */
function setUp(answers: readonly Observable<OperationMessage>[]): {
  client: ScriptedClient;
  controller: AbortController;
  warn: jasmine.Spy;
  active: () => { listeners: number; timers: number; calls: number };
} {
  const client = new ScriptedClient({ getOperation: answers });
  const controller = new AbortController();
  const before = timers();
  return {
    client,
    controller,
    // What Node calls when a signal has too many listeners.
    warn: spyOn(process, 'emitWarning'),
    active: () => ({
      listeners: getEventListeners(controller.signal, 'abort').length,
      timers: Math.max(0, timers() - before),
      calls: client.calls.filter(({ end }) => !end).length,
    }),
  };
}

const NOTHING = { listeners: 0, timers: 0, calls: 0 };
const soon = (): number => 5;
const never = (): number => 1_000_000;

describe('no-listener-leak: 10,000 waits with one AbortSignal leave no listener, timer or call behind', () => {
  it('when the operations end', async () => {
    const { client, controller, warn, active } = setUp([
      ...times(MANY, () => of(running())),
      ...times(MANY, () => of(succeeded('hello'))),
    ]);
    const { signal } = controller;
    const waits = times(MANY, () =>
      new Operation(client, running(), { schedule: soon }).wait({ signal, timeout: never() }),
    );
    // A delay and a timeout each.
    expect(active()).toEqual({ listeners: 1, timers: 2 * MANY, calls: 0 });
    await Promise.all(waits);
    expect(active()).toEqual(NOTHING);
    expect(client.calls.length).toBe(2 * MANY);
    expect(warn).not.toHaveBeenCalled();
  }, 60_000);

  it('when they are aborted, during a call or during a delay', async () => {
    const { client, controller, warn, active } = setUp([
      ...times(HALF, () => of(running())),
      ...times(HALF, () => NEVER),
    ]);
    const { signal } = controller;
    const wait = (): Promise<unknown> =>
      new Operation(client, running(), { schedule: never }).wait({ signal }).catch((error: unknown) => error);
    const waits = times(MANY, wait);
    expect(active()).toEqual({ listeners: 1, timers: HALF, calls: HALF });
    const reason = new Error('enough');
    controller.abort(reason);
    expect(active()).toEqual(NOTHING);
    expect(new Set(await Promise.all(waits))).toEqual(new Set([reason]));
    expect(warn).not.toHaveBeenCalled();
  }, 60_000);

  it('when all are for one operation, and some time out', async () => {
    const { client, controller, warn, active } = setUp([of(running()), of(running()), of(succeeded('hello'))]);
    const operation = new Operation(client, running(), { schedule: never });
    const { signal } = controller;
    const failure = operation.wait({ signal, timeout: 5 }).catch((error: unknown) => error);
    const waits = times(MANY, () => operation.wait({ signal }));
    expect(active()).toEqual({ listeners: 1, timers: 2, calls: 0 });
    expect(await failure).toEqual(jasmine.objectContaining({ name: 'PollTimeoutError' }));
    await operation.poll({ signal });
    await Promise.all(waits);
    expect(active()).toEqual(NOTHING);
    expect(client.calls.length).toBe(3);
    expect(warn).not.toHaveBeenCalled();
  }, 60_000);

  it('when they are subscriptions to pollOperation$ that end with the signal', () => {
    const { client, controller, warn, active } = setUp([
      ...times(HALF, () => of(running())),
      ...times(HALF, () => NEVER),
    ]);
    const states$ = pollOperation$(client, NAME, { schedule: never }).pipe(untilAborted(controller.signal));
    const errors: unknown[] = [];
    for (let i = 0; i < MANY; i++) states$.subscribe({ error: (error: unknown) => errors.push(error) });
    expect(active()).toEqual({ listeners: 1, timers: HALF, calls: HALF });
    controller.abort();
    expect(active()).toEqual(NOTHING);
    expect(errors.length).toBe(MANY);
    expect(warn).not.toHaveBeenCalled();
  });

  it('which would show: a listener for each wait is counted, and Node warns of it', () => {
    const { controller, warn, active } = setUp([]);
    for (let i = 0; i < 11; i++) controller.signal.addEventListener('abort', () => undefined);
    expect(active().listeners).toBe(11);
    expect(warn).toHaveBeenCalledOnceWith(jasmine.objectContaining({ name: 'MaxListenersExceededWarning' }));
  });
});

describe('no-listener-leak: 10,000 early unsubscribes leave no listener, timer or call behind', () => {
  it('from pollOperation$, during a call or during a delay', () => {
    const { client, controller, active } = setUp([...times(HALF, () => of(running())), ...times(HALF, () => NEVER)]);
    const states$ = pollOperation$(client, NAME, { schedule: never, timeout: never() });
    const signalled$ = states$.pipe(untilAborted(controller.signal));
    const subscriptions = [...times(HALF, () => states$.subscribe()), ...times(HALF, () => signalled$.subscribe())];
    // A delay each, or the end of the time that a call and its place in a line may take.
    expect(active()).toEqual({ listeners: 1, timers: MANY, calls: HALF });
    for (const subscription of subscriptions) subscription.unsubscribe();
    expect(active()).toEqual(NOTHING);
    expect(client.calls.length).toBe(MANY);
  });

  it('from the state$ of an Operation, one after another and all at once', () => {
    const { client, active } = setUp(times(MANY, () => of(running())));
    const operation = new Operation(client, running(), { schedule: never });
    for (let i = 1; i < MANY; i++) operation.state$.subscribe().unsubscribe();
    const subscriptions = times(MANY, () => operation.state$.subscribe());
    expect(active()).toEqual({ listeners: 0, timers: 1, calls: 0 });
    for (const subscription of subscriptions) subscription.unsubscribe();
    expect(active()).toEqual(NOTHING);
    expect(client.calls.length).toBe(MANY);
  });
});
