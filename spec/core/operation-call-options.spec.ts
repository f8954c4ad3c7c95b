import { map, NEVER, VirtualTimeScheduler } from 'rxjs';
import type { OperationOptions, PromiseOptions } from '../../src/index.js';
import { isPollTimeoutError, isRpcError, Operation, StatusCode } from '../../src/index.js';
import type { OperationScript, ScriptedOperations } from '../../src/testing/index.js';
import { scriptedOperations, succeeded } from '../../src/testing/index.js';
import { marbles } from '../support/marbles.js';
import { NAME, types } from '../support/messages.js';

type Handle = Operation<string, string>;

/** Each method of the handle that makes calls. */
const METHODS: Readonly<Record<string, (operation: Handle, options?: PromiseOptions) => Promise<unknown>>> = {
  poll: (operation, options) => operation.poll(options),
  wait: (operation, options) => operation.wait(options),
  waitWithInterval: (operation, options) => operation.waitWithInterval(5_000, options),
  cancel: (operation, options) => operation.cancel(options),
  delete: (operation, options) => operation.delete(options),
};

/** A handle that polls every second, on a clock that `scheduler.flush()` runs to the end. */
function handleOn(
  script: OperationScript<string, string>,
  options: OperationOptions<string, string> = {},
): { operation: Handle; client: ScriptedOperations; scheduler: VirtualTimeScheduler } {
  const scheduler = new VirtualTimeScheduler();
  const client = scriptedOperations<string, string>({ [NAME]: script }, { ...types, scheduler });
  const operation = Operation.fromName(client, NAME, { ...types, schedule: () => 1_000, scheduler, ...options });
  return { operation, client, scheduler };
}

const optionsOf = ({ calls }: ScriptedOperations): unknown[] => calls.map(({ options }) => options);
const startsOf = ({ calls }: ScriptedOperations): number[] => calls.map(({ startedAt }) => startedAt);

describe('The call options of one promise of an Operation', () => {
  for (const [method, call] of Object.entries(METHODS)) {
    it(`are sent by ${method}, in rank before those of the handle, and are forgotten after it`, async () => {
      const usual = { callTimeout: 5_000, headers: { authorization: 'usual', 'x-team': 'painters' } };
      const { operation, client } = handleOn([succeeded('painted')], usual);
      await call(operation, { callTimeout: 250, headers: { authorization: 'once', 'x-trace': '7' } });
      await operation.cancel().catch(isRpcError);

      expect(optionsOf(client)).toEqual([
        { timeout: 250, headers: { authorization: 'once', 'x-team': 'painters', 'x-trace': '7' } },
        { timeout: 5_000, headers: { authorization: 'usual', 'x-team': 'painters' } },
      ]);
    });

    it(`may be left out, each for itself, of ${method}: undefined does not hide what the handle has`, async () => {
      const usual = { callTimeout: 5_000, headers: { 'x-team': 'painters' } };
      for (const options of [{ callTimeout: 250, headers: undefined }, { callTimeout: undefined }, undefined]) {
        const { operation, client } = handleOn([succeeded('painted')], usual);
        await call(operation, options);
        expect(optionsOf(client)).toEqual([
          { timeout: options?.callTimeout ?? 5_000, headers: { 'x-team': 'painters' } },
        ]);
      }
      const { operation, client } = handleOn([succeeded('painted')]);
      await call(operation, { headers: { 'x-trace': '7' } });
      expect(optionsOf(client)).toEqual([{ timeout: 10_000, headers: { 'x-trace': '7' } }]);
    });

    it(`reject ${method}, without a call, when the timeout is out of its range`, async () => {
      for (const callTimeout of [0, -1, NaN, Infinity]) {
        for (const script of ['rs', 's']) {
          const { operation, client } = handleOn(script);
          if (script === 's') await operation.poll();
          const callsBefore = client.calls.length;
          // A promise, and no throw: there is one way in which it fails.
          const promise = call(operation, { callTimeout });
          await expectAsync(promise).toBeRejectedWithError(RangeError, /^callTimeout must be a number above 0/);
          expect(client.calls.length).toBe(callsBefore);
        }
      }
    });
  }

  for (const [method, call] of Object.entries(METHODS).slice(1, 3)) {
    it(`are sent by ${method} with each of its polls`, async () => {
      const { operation, client, scheduler } = handleOn('rrs');
      const ended = call(operation, { headers: { 'x-trace': '7' }, callTimeout: 250 });
      scheduler.flush();
      await ended;
      expect(optionsOf(client)).toEqual(Array(3).fill({ timeout: 250, headers: { 'x-trace': '7' } }));
    });
  }

  it('give a wait a polling of its own, and leave the shared one as it is', async () => {
    const { operation, client, scheduler } = handleOn('rrrrs');
    const all = [operation.wait(), operation.wait(), operation.wait({ headers: { 'x-trace': '7' } })];
    scheduler.flush();
    await Promise.all(all);

    const sent = client.calls.map(({ startedAt, options }) => [startedAt, options?.headers?.['x-trace']]);
    // The polling of its own sees the end first, and tells it to the others: nobody asks a second time.
    expect(sent).toEqual([
      [0, undefined],
      [0, '7'],
      [1_000, undefined],
      [1_000, '7'],
      [2_000, undefined],
    ]);
    expect(client.inFlight).toBe(0);
  });

  it('of no value leave a wait with the polling that is shared', async () => {
    const { operation, client, scheduler } = handleOn('rs');
    const all = [operation.wait(), operation.wait({ callTimeout: undefined, headers: undefined, timeout: 60_000 })];
    scheduler.flush();
    await Promise.all(all);
    expect(startsOf(client)).toEqual([0, 1_000]);
  });

  it('bound the last call of a wait whose time is up', async () => {
    const { operation, client, scheduler } = handleOn([{ done: false }, NEVER]);
    const failure = operation.wait({ timeout: 1_000, callTimeout: 250 }).catch((error: unknown) => error);
    scheduler.flush();
    const error = await failure;
    if (!isPollTimeoutError(error)) throw new Error(`expected a PollTimeoutError, found ${String(error)}`);
    expect([error.timeout, error.elapsed]).toEqual([1_000, 1_250]);
    expect(client.calls.at(-1)?.end).toEqual({ how: 'unsubscribed', at: 1_250 });
  });

  it('leave nothing behind when a wait of its own is given up', async () => {
    const { operation, client, scheduler } = handleOn([{ done: false }, NEVER]);
    const giveUp = new AbortController();
    const failure = operation
      .wait({ headers: { 'x-trace': '7' }, signal: giveUp.signal })
      .catch((error: unknown) => error);
    scheduler.maxFrames = 1_500;
    scheduler.flush();
    giveUp.abort(new Error('enough'));
    expect(await failure).toEqual(new Error('enough'));
    expect(client.inFlight).toBe(0);
    expect(client.calls.length).toBe(2);
  });

  it('are not those of the states that others watch, which end with the wait', () => {
    marbles(({ expectObservable, flush }) => {
      const client = scriptedOperations({ [NAME]: 'rrs' });
      const operation = Operation.fromName(client, NAME, { schedule: () => 5 });
      expectObservable(operation.state$.pipe(map(({ status }) => status.charAt(0)))).toBe('r----(s|)');
      operation.wait({ headers: { 'x-trace': '7' } }).catch(fail);
      flush();
      expect(optionsOf(client)).toEqual([
        { timeout: 10_000, headers: { 'x-trace': '7' } },
        { timeout: 10_000, headers: undefined },
        { timeout: 10_000, headers: { 'x-trace': '7' } },
      ]);
    });
  });

  it('reach a server that refuses them as they are', async () => {
    const failing = { cancelOperation: StatusCode.PERMISSION_DENIED, deleteOperation: StatusCode.PERMISSION_DENIED };
    const client = scriptedOperations({ [NAME]: 's' }, { failing });
    const operation = Operation.fromName(client, NAME);
    for (const promise of [operation.cancel({ callTimeout: 250 }), operation.delete({ callTimeout: 250 })]) {
      await expectAsync(promise).toBeRejectedWith(jasmine.objectContaining({ code: StatusCode.PERMISSION_DENIED }));
    }
  });
});
