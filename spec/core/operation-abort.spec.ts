import { NEVER, of, VirtualTimeScheduler } from 'rxjs';
import { Operation, pack } from '../../src/index.js';
import { count, running, succeeded, types } from '../support/messages.js';
import { ScriptedClient } from '../support/scripted-client.js';

function waiting(answers = [of(running()), of(running()), of(succeeded('hello'))]): {
  operation: Operation<string, string>;
  client: ScriptedClient;
  scheduler: VirtualTimeScheduler;
  controller: AbortController;
} {
  const scheduler = new VirtualTimeScheduler();
  const client = new ScriptedClient({ getOperation: answers }, () => scheduler.frame);
  const operation = new Operation(client, running(), { ...types, schedule: () => 1_000, scheduler });
  return { operation, client, scheduler, controller: new AbortController() };
}

describe('aborting a wait', () => {
  const reason = new Error('enough');

  it('abort-during-delay: no further call, and the rejection is signal.reason', async () => {
    const { operation, client, scheduler, controller } = waiting();
    const outcome = operation.wait({ signal: controller.signal }).catch((error: unknown) => error);
    scheduler.schedule(() => controller.abort(reason), 500);
    scheduler.flush();
    expect(await outcome).toBe(reason);
    expect(client.calls.length).toBe(1);
    expect(scheduler.actions).toEqual([]);
  });

  it('abort-during-call: the call is cancelled', async () => {
    const { operation, client, scheduler, controller } = waiting([NEVER]);
    const outcome = operation.wait({ signal: controller.signal }).catch((error: unknown) => error);
    scheduler.schedule(() => controller.abort(reason), 500);
    scheduler.flush();
    expect(await outcome).toBe(reason);
    expect(client.calls.map(({ end }) => end)).toEqual([{ how: 'unsubscribed', at: 500 }]);
  });

  it('local-abort is not cancel: no CancelOperation is sent', async () => {
    for (const wait of ['wait', 'waitWithInterval'] as const) {
      const { operation, client, scheduler, controller } = waiting();
      const options = { signal: controller.signal };
      const promise = wait === 'wait' ? operation.wait(options) : operation.waitWithInterval(1_000, options);
      const outcome = promise.catch((error: unknown) => error);
      scheduler.schedule(() => controller.abort(reason), 100);
      scheduler.flush();
      expect(await outcome).toBe(reason);
      expect(client.methods).toEqual(['getOperation']);
    }
  });

  it('rejects with the reason of the platform when none is given', async () => {
    const { operation, controller } = waiting([NEVER]);
    const outcome = operation.wait({ signal: controller.signal }).catch((error: unknown) => error);
    controller.abort();
    expect(await outcome).toBe(controller.signal.reason);
    expect(controller.signal.reason).toEqual(jasmine.objectContaining({ name: 'AbortError' }));
  });

  it('pre-aborted signal: rejects with it, whatever else is wrong', async () => {
    const wrong = { ...succeeded(), response: pack(3, count) };
    const operation = new Operation(new ScriptedClient(), wrong, types);
    const options = { signal: AbortSignal.abort(reason), timeout: 1_000 };
    expect(await operation.wait(options).catch((error: unknown) => error)).toBe(reason);
    expect(await operation.waitWithInterval(1_000, options).catch((error: unknown) => error)).toBe(reason);
  });

  it('waiter-isolation: one wait aborts, the other ends normally, on the same polling', async () => {
    const { operation, client, scheduler, controller } = waiting();
    const aborted = operation.wait({ signal: controller.signal }).catch((error: unknown) => error);
    const response = operation.wait();
    scheduler.schedule(() => controller.abort(reason), 500);
    scheduler.flush();
    expect(await aborted).toBe(reason);
    expect(await response).toBe('hello');
    expect(client.calls.length).toBe(3);
  });

  it('waiter-isolation: one wait runs out of time, the other ends normally', async () => {
    const { operation, client, scheduler } = waiting([
      of(running()),
      of(running()),
      of(running()),
      of(succeeded('hello')),
    ]);
    const late = operation.wait({ timeout: 1_500 }).catch((error: unknown) => error);
    const response = operation.wait();
    scheduler.flush();
    expect(await late).toEqual(jasmine.objectContaining({ name: 'PollTimeoutError', attempts: 3 }));
    expect(await response).toBe('hello');
    expect(client.calls.map(({ startedAt }) => startedAt)).toEqual([0, 1_000, 1_500, 2_500]);
  });

  it('an abort after the end changes nothing', async () => {
    const { operation, scheduler, controller } = waiting();
    const response = operation.wait({ signal: controller.signal });
    scheduler.flush();
    controller.abort(reason);
    expect(await response).toBe('hello');
    expect(await operation.wait()).toBe('hello');
  });

  it('no-listener-leak: any number of waits with one AbortSignal have one listener, and leave none behind', async () => {
    const { operation, scheduler, controller } = waiting();
    const { signal } = controller;
    const added = spyOn(signal, 'addEventListener').and.callThrough();
    const removed = spyOn(signal, 'removeEventListener').and.callThrough();
    const waits = Array.from({ length: 20 }, () => operation.wait({ signal }));
    expect(added).toHaveBeenCalledTimes(1);
    expect(removed).not.toHaveBeenCalled();
    scheduler.flush();
    await Promise.all(waits);
    expect(removed.calls.allArgs()).toEqual(added.calls.allArgs());
  });
});
