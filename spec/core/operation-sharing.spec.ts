import { config, NEVER, of, throwError, VirtualTimeScheduler } from 'rxjs';
import { Operation, StatusCode } from '../../src/index.js';
import { brief, failed, running, succeeded, types } from '../support/messages.js';
import { unavailable } from '../support/rpc-errors.js';
import { ScriptedClient } from '../support/scripted-client.js';

function sharing(answers = [of(running()), of(running('half')), of(succeeded('hello'))]): {
  operation: Operation<string, string>;
  client: ScriptedClient;
  scheduler: VirtualTimeScheduler;
  into: (log: string[]) => {
    next: (state: Parameters<typeof brief>[0]) => void;
    error: (error: unknown) => void;
    complete: () => void;
  };
} {
  const scheduler = new VirtualTimeScheduler();
  const client = new ScriptedClient({ getOperation: answers }, () => scheduler.frame);
  const operation = new Operation(client, running(), { ...types, schedule: () => 1_000, scheduler });
  const into = (log: string[]) => ({
    next: (state: Parameters<typeof brief>[0]) => void log.push(`${scheduler.frame}: ${brief(state)}`),
    error: (error: unknown) => void log.push(`${scheduler.frame}: ${String(error)}`),
    complete: () => void log.push(`${scheduler.frame}: complete`),
  });
  return { operation, client, scheduler, into };
}

describe('the state$ of an Operation', () => {
  afterEach(() => (config.onUnhandledError = null));

  it('two-waiters-one-loop: two subscribers share one polling, the later gets the latest state at once', () => {
    const { operation, client, scheduler, into } = sharing();
    const first: string[] = [];
    const second: string[] = [];
    operation.state$.subscribe(into(first));
    scheduler.schedule(() => operation.state$.subscribe(into(second)), 500);
    scheduler.flush();
    const common = ['1000: running #2, at half, next 1000', '2000: succeeded #3, gave hello', '2000: complete'];
    expect(first).toEqual(['0: running #1, next 1000', ...common]);
    expect(second).toEqual(['500: running #1, next 1000', ...common]);
    expect(client.calls.length).toBe(3);
  });

  it('two-waiters-one-loop: waits and subscribers share it, too', async () => {
    const { operation, client, scheduler, into } = sharing();
    const log: string[] = [];
    operation.state$.subscribe(into(log));
    const responses = Promise.all([operation.wait(), operation.wait()]);
    scheduler.flush();
    expect(await responses).toEqual(['hello', 'hello']);
    expect(client.calls.length).toBe(3);
    expect(log.at(-1)).toBe('2000: complete');
  });

  it('two-waiters-one-loop: the last one out stops it, and the next one in polls at once', () => {
    const { operation, client, scheduler, into } = sharing();
    const first = operation.state$.subscribe();
    const second = operation.state$.subscribe();
    const later: string[] = [];
    scheduler.schedule(() => first.unsubscribe(), 100);
    scheduler.schedule(() => second.unsubscribe(), 1_100);
    scheduler.schedule(() => operation.state$.subscribe(into(later)), 5_000);
    scheduler.flush();
    expect(client.calls.map(({ startedAt }) => startedAt)).toEqual([0, 1_000, 5_000]);
    expect(later).toEqual(['5000: succeeded #1, gave hello', '5000: complete']);
  });

  it('two-waiters-one-loop: the last one out cancels a call under way', () => {
    const { operation, client, scheduler } = sharing([NEVER]);
    const subscription = operation.state$.subscribe();
    scheduler.schedule(() => subscription.unsubscribe(), 100);
    scheduler.flush();
    expect(client.calls.map(({ end }) => end)).toEqual([{ how: 'unsubscribed', at: 100 }]);
  });

  it('late-subscriber: subscribing after the end replays the end, without a call', () => {
    const { operation, client, scheduler, into } = sharing();
    operation.state$.subscribe();
    scheduler.flush();
    for (let i = 0; i < 2; i++) {
      const late: string[] = [];
      operation.state$.subscribe(into(late));
      expect(late).toEqual(['2000: succeeded #3, gave hello', '2000: complete']);
    }
    expect(client.calls.length).toBe(3);
  });

  it('late-subscriber: after a poll that showed the end, subscribing gives the end, without a call', async () => {
    const { operation, client, into } = sharing([of(failed(StatusCode.ABORTED, 'why'))]);
    await operation.poll().catch(() => undefined);
    const late: string[] = [];
    operation.state$.subscribe(into(late));
    expect(late).toEqual(['0: failed #0, ABORTED: why', '0: complete']);
    expect(client.calls.length).toBe(1);
  });

  it('late-subscriber: an error of the polling is not replayed, the next subscriber polls again', () => {
    const { operation, client, scheduler, into } = sharing([
      throwError(() => new Error('a bug')),
      of(succeeded('hello')),
    ]);
    const first: string[] = [];
    const second: string[] = [];
    operation.state$.subscribe(into(first));
    operation.state$.subscribe(into(second));
    scheduler.flush();
    expect(first).toEqual([jasmine.stringContaining('0: PollError: ')]);
    expect(second).toEqual(['0: succeeded #1, gave hello', '0: complete']);
    expect(client.calls.length).toBe(2);
  });

  it('shows tolerated failures to all', () => {
    const { operation, scheduler, into } = sharing([
      of(running('half')),
      throwError(unavailable),
      of(succeeded('hello')),
    ]);
    const log: string[] = [];
    operation.state$.subscribe();
    operation.state$.subscribe(into(log));
    scheduler.flush();
    expect(log).toContain('1000: running #2, at half, failures 1, UNAVAILABLE, next 1000');
  });

  it('callback-throws: an error in one subscriber breaks neither the polling nor another subscriber', async () => {
    const bug = new Error('a bug in the handler of a subscriber');
    const unhandled = new Promise<unknown>((resolve) => (config.onUnhandledError = resolve));
    const { operation, client, scheduler, into } = sharing();
    const log: string[] = [];
    operation.state$.subscribe((state) => {
      if (state.metadata === 'half') throw bug;
    });
    operation.state$.subscribe(into(log));
    const response = operation.wait();
    scheduler.flush();
    expect(await unhandled).toBe(bug);
    expect(await response).toBe('hello');
    expect(log.at(-1)).toBe('2000: complete');
    expect(client.calls.length).toBe(3);
  });

  it('done-idempotent: the end that a poll shows ends the waits that are under way, without another call', async () => {
    const { operation, client, scheduler, into } = sharing([
      of(running()),
      of(running()),
      of(succeeded('hello')),
      of(running()),
    ]);
    const log: string[] = [];
    operation.state$.subscribe(into(log));
    const responses = [operation.wait(), operation.waitWithInterval(10_000)];
    expect(await operation.poll()).toBe('hello');
    scheduler.flush();
    expect(await Promise.all(responses)).toEqual(['hello', 'hello']);
    expect(client.calls.length).toBe(3);
    expect(log).toEqual(['0: running #1, next 1000', '0: succeeded #0, gave hello', '0: complete']);
  });

  it('done-idempotent: also when another polling, begun in a handler, sees the end before the first is under way', async () => {
    const { operation, client, scheduler, into } = sharing([of(running()), of(succeeded('hello')), of(running())]);
    const log: string[] = [];
    const responses: Promise<string>[] = [];
    operation.state$.subscribe(({ done }) => {
      if (!done) responses.push(operation.waitWithInterval(1_000));
    });
    operation.state$.subscribe(into(log));
    scheduler.flush();
    expect(await Promise.all(responses)).toEqual(['hello']);
    expect(log).toEqual(['0: succeeded #1, gave hello', '0: complete']);
    expect(client.calls.length).toBe(2);
  });

  it('done-false-after-done: the end that one polling showed is the end of another, whatever its server says', async () => {
    const { operation, client, scheduler } = sharing([
      of(running()),
      of(running()),
      of(succeeded('hello')),
      of(running()),
    ]);
    const slow = operation.waitWithInterval(60_000);
    const fast = operation.wait();
    scheduler.flush();
    expect(await Promise.all([slow, fast])).toEqual(['hello', 'hello']);
    expect(client.calls.length).toBe(3);
  });
});
