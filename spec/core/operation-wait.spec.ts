import { delay, NEVER, of, throwError, timer, switchMap, VirtualTimeScheduler } from 'rxjs';
import type { Observable } from 'rxjs';
import type { OperationMessage, OperationOptions } from '../../src/index.js';
import { isPollError, isPollTimeoutError, isUnpackError, Operation, pack, StatusCode } from '../../src/index.js';
import { count, failed, NAME, running, succeeded, types } from '../support/messages.js';
import { PlatformLikeScheduler } from '../support/platform-like-scheduler.js';
import { denied, unavailable } from '../support/rpc-errors.js';
import { ScriptedClient } from '../support/scripted-client.js';

function operationWith(
  answers: readonly Observable<OperationMessage>[],
  options: OperationOptions<string, string> = {},
  scheduler = new VirtualTimeScheduler(),
): { operation: Operation<string, string>; client: ScriptedClient; scheduler: VirtualTimeScheduler } {
  const client = new ScriptedClient({ getOperation: answers, cancelOperation: [of(undefined)] }, () => scheduler.frame);
  const operation = new Operation(client, running(), { ...types, schedule: () => 1_000, scheduler, ...options });
  return { operation, client, scheduler };
}

const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    (value) => new Error(`it resolved with ${String(value)}`),
    (error: unknown) => error,
  );

const startsOf = (client: ScriptedClient): number[] => client.calls.map(({ startedAt }) => startedAt);

describe('the wait of an Operation', () => {
  it('polls by the schedule until the end, and gives the response', async () => {
    const { operation, client, scheduler } = operationWith([
      of(running()),
      of(running('half')),
      of(succeeded('hello')),
    ]);
    const response = operation.wait();
    scheduler.flush();
    expect(await response).toBe('hello');
    expect(operation.done).toBeTrue();
    expect(startsOf(client)).toEqual([0, 1_000, 2_000]);
  });

  it('op-error-after-polls: rejects with code and message, after that number of calls', async () => {
    const { operation, client, scheduler } = operationWith([
      of(running()),
      of(running()),
      of(failed(StatusCode.ABORTED, 'disk full')),
    ]);
    const failure = failureOf(operation.wait());
    scheduler.flush();
    expect(await failure).toEqual(
      jasmine.objectContaining({ name: 'OperationError', code: StatusCode.ABORTED, statusMessage: 'disk full' }),
    );
    expect(client.calls.length).toBe(3);
  });

  it('server-cancelled: rejects with an OperationError of code CANCELLED', async () => {
    const { operation } = operationWith([of(failed(StatusCode.CANCELLED, 'by request', [], 'half'))]);
    expect(await failureOf(operation.wait())).toEqual(
      jasmine.objectContaining({ name: 'OperationError', code: StatusCode.CANCELLED }),
    );
    expect(operation.metadata()).toBe('half');
  });

  it('wait-backoff: waitWithInterval stays within 1.2, 1.92, 3, 3 and 3 s at interval 3 s', async () => {
    const { operation, client, scheduler } = operationWith([
      ...Array.from({ length: 5 }, () => of(running())),
      of(succeeded('hello')),
    ]);
    const response = operation.waitWithInterval(3_000);
    scheduler.flush();
    expect(await response).toBe('hello');
    const starts = startsOf(client);
    [1_200, 1_920, 3_000, 3_000, 3_000].forEach((most, i) => {
      const gap = starts[i + 1]! - starts[i]!;
      expect(gap).toBeLessThanOrEqual(most);
      expect(gap).toBeGreaterThanOrEqual(most / 2);
    });
  });

  it('interval-below-initial: waitWithInterval raises an interval below 1.2 s to it', async () => {
    const { operation, client, scheduler } = operationWith([of(running()), of(running()), of(succeeded('hello'))]);
    const response = operation.waitWithInterval(1);
    scheduler.flush();
    expect(await response).toBe('hello');
    const [first, second, third] = startsOf(client) as [number, number, number];
    expect(second - first).toBeGreaterThanOrEqual(600);
    expect(third - second).toBeGreaterThanOrEqual(600);
  });

  it('done-at-start: no call', async () => {
    const client = new ScriptedClient();
    const operation = new Operation(client, succeeded('hello'), types);
    expect(await operation.wait()).toBe('hello');
    expect(await operation.waitWithInterval(1_000)).toBe('hello');
    expect(await operation.wait({ timeout: 0 })).toBe('hello');
    expect(client.calls).toEqual([]);
  });

  it('wait-twice: a second wait after the end gives the result at once, without a call', async () => {
    const { operation, client } = operationWith([of(succeeded('hello'))]);
    expect(await operation.wait()).toBe('hello');
    expect(await operation.wait()).toBe('hello');
    expect(await operation.waitWithInterval(1_000)).toBe('hello');
    expect(client.calls.length).toBe(1);
    const lost = operationWith([of(failed(StatusCode.ABORTED, 'why'))]);
    for (let i = 0; i < 2; i++) {
      expect(await failureOf(lost.operation.wait())).toEqual(jasmine.objectContaining({ name: 'OperationError' }));
    }
    expect(lost.client.calls.length).toBe(1);
  });

  it('wait-after-poll-failure: a wait that failed on polling can be called again and polls again', async () => {
    const { operation, client } = operationWith([throwError(denied), of(succeeded('hello'))]);
    expect(isPollError(await failureOf(operation.wait()))).toBeTrue();
    expect(operation.done).toBeFalse();
    expect(operation.name).toBe(NAME);
    expect(await operation.wait()).toBe('hello');
    expect(client.calls.length).toBe(2);
  });

  it('transient-then-ok: keeps what the last good poll showed while polls fail', async () => {
    const { operation, scheduler } = operationWith([
      of(running('half')),
      throwError(unavailable),
      of(succeeded('hello')),
    ]);
    const response = operation.wait();
    let metadata = '';
    scheduler.schedule(() => (metadata = operation.metadata()), 1_500);
    scheduler.flush();
    expect(await response).toBe('hello');
    expect(metadata).toBe('half');
  });

  it('response-wrong-type: rejects with an UnpackError, now and again, and the operation is done', async () => {
    const wrong = { ...succeeded(undefined, 'all'), response: pack(3, count) };
    const { operation, client } = operationWith([of(wrong)]);
    for (let i = 0; i < 2; i++) {
      expect(isUnpackError(await failureOf(operation.wait()))).toBeTrue();
      expect(isUnpackError(await failureOf(operation.waitWithInterval(1_000)))).toBeTrue();
      expect(isUnpackError(await failureOf(operation.poll()))).toBeTrue();
    }
    expect(operation.done).toBeTrue();
    expect(operation.metadata()).toBe('all');
    expect(client.calls.length).toBe(1);
  });

  it('response-wrong-type: ends the other pollings, too', async () => {
    const wrong = { ...succeeded(), response: pack(3, count) };
    const { operation, client, scheduler } = operationWith([of(running()), of(running()), of(wrong)]);
    const promises = [operation.wait(), operation.waitWithInterval(60_000), operation.poll()];
    for (const failure of await Promise.all(promises.map(failureOf))) expect(isUnpackError(failure)).toBeTrue();
    expect(client.calls.length).toBe(3);
    expect(scheduler.actions).toEqual([]);
  });

  it('a failed poll leaves the handle as it is, also when another has shown more than its polling knows', async () => {
    const { operation, scheduler } = operationWith([
      of(running('some')),
      of(running('half')),
      throwError(unavailable),
      of(succeeded('hello')),
    ]);
    const response = operation.wait();
    await operation.poll();
    let metadata = '';
    scheduler.schedule(() => (metadata = operation.metadata()), 1_500);
    scheduler.flush();
    expect(await response).toBe('hello');
    expect(metadata).toBe('half');
  });

  it('cancel-while-polling: the cancel is sent, and the wait goes on to the verdict of the server', async () => {
    for (const [verdict, end] of [
      [failed(StatusCode.CANCELLED, 'by request'), 'was cancelled: by request'],
      [succeeded('hello'), 'hello'],
    ] as const) {
      const { operation, client, scheduler } = operationWith([of(running()), of(running()), of(verdict)]);
      const outcome = operation.wait().catch((error: unknown) => error);
      scheduler.schedule(() => void operation.cancel(), 1_500);
      scheduler.flush();
      expect(String(await outcome)).toContain(end);
      expect(client.methods).toEqual(['getOperation', 'getOperation', 'cancelOperation', 'getOperation']);
    }
  });

  it('slow-poll-never-overlaps: an answer slower than the delay is waited for', async () => {
    const scheduler = new VirtualTimeScheduler();
    const slow = of(running()).pipe(delay(5_000, scheduler));
    const { operation, client } = operationWith([slow, of(succeeded('hello'))], {}, scheduler);
    const response = operation.wait();
    scheduler.flush();
    expect(await response).toBe('hello');
    expect(startsOf(client)).toEqual([0, 6_000]);
  });
});

describe('a wait with a timeout', () => {
  it('timeout-while-running: rejects with the last state; the operation goes on, and so does the handle', async () => {
    const { operation, client, scheduler } = operationWith([
      of(running()),
      of(running()),
      of(running('half')),
      of(succeeded('hello')),
    ]);
    const failure = failureOf(operation.wait({ timeout: 1_500 }));
    scheduler.flush();
    const error = await failure;
    if (!isPollTimeoutError(error)) throw new Error(`expected a PollTimeoutError, found ${String(error)}`);
    expect(error).toEqual(
      jasmine.objectContaining({ operationName: NAME, attempts: 3, elapsed: 1_500, timeout: 1_500 }),
    );
    expect(error.lastState.metadata).toBe('half');
    expect(client.methods).toEqual(['getOperation', 'getOperation', 'getOperation']);
    expect(await operation.wait()).toBe('hello');
  });

  it('timeout-while-failing: the error has the last poll error', async () => {
    const lastError = unavailable();
    const { operation, scheduler } = operationWith([of(running()), of(running()), throwError(() => lastError)]);
    const failure = failureOf(operation.wait({ timeout: 1_500 }));
    scheduler.flush();
    expect(await failure).toEqual(jasmine.objectContaining({ name: 'PollTimeoutError', attempts: 3, lastError }));
  });

  it('last-poll-before-timeout: polls once more at its time, and an operation that has ended by then is not late', async () => {
    for (const wait of ['wait', 'waitWithInterval'] as const) {
      const { operation, client, scheduler } = operationWith([of(running()), of(succeeded('hello'))]);
      const timeout = 400;
      const response = wait === 'wait' ? operation.wait({ timeout }) : operation.waitWithInterval(60_000, { timeout });
      scheduler.flush();
      expect(await response).toBe('hello');
      expect(startsOf(client)).toEqual([0, 400]);
    }
  });

  it('last-poll-before-timeout: the poll shows to all, and the pollNow of the user goes on', async () => {
    const scheduler = new VirtualTimeScheduler();
    const answers = ['a', 'b', 'c', 'd'].map((progress) => of(running(progress)));
    const pollNow = timer(700, scheduler);
    const { operation, client } = operationWith([...answers, of(succeeded('hello'))], { pollNow }, scheduler);
    const seen: unknown[] = [];
    operation.state$.subscribe(({ metadata }) => seen.push(metadata));
    const failure = failureOf(operation.wait({ timeout: 400 }));
    scheduler.flush();
    expect(isPollTimeoutError(await failure)).toBeTrue();
    expect(startsOf(client)).toEqual([0, 400, 700, 1_700, 2_700]);
    expect(seen).toEqual(['a', 'b', 'c', 'd', undefined]);
  });

  it('timeout-equality: a delay that ends exactly at the timeout still polls, once', async () => {
    const { operation, client, scheduler } = operationWith([of(running()), of(running()), of(running())]);
    const failure = failureOf(operation.wait({ timeout: 2_000 }));
    scheduler.flush();
    expect(await failure).toEqual(jasmine.objectContaining({ name: 'PollTimeoutError', elapsed: 2_000 }));
    expect(startsOf(client)).toEqual([0, 1_000, 2_000]);
  });

  it('timeout-while-running: a timeout of 0 has a poll made, also on a polling that has shown a state', async () => {
    const { operation, client, scheduler } = operationWith([of(running()), of(running()), of(running())]);
    const failures = [failureOf(operation.wait({ timeout: 0 }))];
    operation.state$.subscribe();
    let late: Promise<unknown> | undefined;
    scheduler.schedule(() => {
      late = failureOf(operation.wait({ timeout: 0 }));
    }, 500);
    scheduler.maxFrames = 900;
    scheduler.flush();
    for (const failure of [...failures, late]) expect(isPollTimeoutError(await failure)).toBeTrue();
    expect(startsOf(client)).toEqual([0, 0, 500]);
  });

  it('timeout-while-running: a call that is never answered is waited for callTimeout at most, then cancelled', async () => {
    for (const wait of ['wait', 'waitWithInterval'] as const) {
      const { operation, client, scheduler } = operationWith([NEVER], { callTimeout: 2_000 });
      const options = { timeout: 1_500 };
      const failure = failureOf(wait === 'wait' ? operation.wait(options) : operation.waitWithInterval(1_000, options));
      scheduler.flush();
      expect(await failure).toEqual(jasmine.objectContaining({ name: 'PollTimeoutError', elapsed: 3_500 }));
      expect(client.calls.map(({ end }) => end)).toEqual([{ how: 'unsubscribed', at: 3_500 }]);
    }
  });

  it('refuses a timeout out of its range, and calls nothing', async () => {
    const { operation, client } = operationWith([]);
    for (const timeout of [-1, NaN, Infinity]) {
      await expectAsync(operation.wait({ timeout })).toBeRejectedWithError(RangeError, /^timeout must be/);
    }
    expect(client.calls).toEqual([]);
  });

  it('huge-delay: a timeout above 2^31-1 ms does not fire at once', async () => {
    const scheduler = new PlatformLikeScheduler();
    const late = timer(1_000_000, scheduler).pipe(switchMap(() => of(succeeded('hello'))));
    const { operation } = operationWith([late], {}, scheduler);
    const response = operation.wait({ timeout: 2 ** 31 });
    scheduler.flush();
    expect(await response).toBe('hello');
  });
});
