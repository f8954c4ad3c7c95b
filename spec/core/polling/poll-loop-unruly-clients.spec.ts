import { concat, EMPTY, map, NEVER, of, queueScheduler, Subject, throwError, VirtualTimeScheduler } from 'rxjs';
import type { OperationMessage, PollOptions } from '../../../src/index.js';
import { isPollError, pollOperation$ } from '../../../src/index.js';
import { brief, NAME, running, succeeded, types } from '../../support/messages.js';
import { unavailable } from '../../support/rpc-errors.js';
import { ScriptedClient } from '../../support/scripted-client.js';

/** What is emitted and how it ends, once the scheduler has nothing left to do. */
function statesOf(client: ScriptedClient, options: Partial<PollOptions<string, string>> = {}): string[] {
  const scheduler = new VirtualTimeScheduler();
  const seen: string[] = [];
  pollOperation$(client, NAME, { ...types, scheduler, schedule: () => 1_000, ...options })
    .pipe(map(brief))
    .subscribe({
      next: (state) => seen.push(state),
      error: (error: unknown) => seen.push(String(error)),
      complete: () => seen.push('complete'),
    });
  scheduler.flush();
  return seen;
}

const end = of(succeeded('hello'));
const polledOnceThenDone = ['running #1, next 1000', 'succeeded #2, gave hello', 'complete'];

describe('pollOperation$ with a client that breaks its contract', () => {
  it('takes the first of two answers to one call', () => {
    const client = new ScriptedClient({ getOperation: [of(running(), succeeded('early')), end] });
    expect(statesOf(client)).toEqual(polledOnceThenDone);
  });

  it('takes the answer of a call that fails after it', () => {
    const late = concat(of(running()), throwError(unavailable));
    const client = new ScriptedClient({ getOperation: [late, end] });
    expect(statesOf(client)).toEqual(polledOnceThenDone);
  });

  it('drops a call that does not complete once it has answered', () => {
    const scheduler = new VirtualTimeScheduler();
    const client = new ScriptedClient(
      { getOperation: [concat(of(running()), NEVER), of(running()), end] },
      () => scheduler.frame,
    );
    pollOperation$(client, NAME, { scheduler, schedule: () => 1_000 }).subscribe();
    scheduler.flush();
    expect(client.calls.map((call) => call.end)).toEqual([
      { how: 'unsubscribed', at: 0 },
      { how: 'completed', at: 1_000 },
      { how: 'completed', at: 2_000 },
    ]);
  });

  it('ends with a PollError when a call completes without an answer', () => {
    const client = new ScriptedClient({ getOperation: [EMPTY] });
    expect(statesOf(client)).toEqual([
      'PollError: Polling of operation "operations/1" ended after 1 poll: the client completed without an answer ' +
        '(it is not an RpcError). The operation itself may go on: poll its name again to resume.',
    ]);
  });

  it('ends with a PollError when the method throws, and when it gives no Observable', () => {
    for (const broken of [
      () => {
        throw new Error('closed');
      },
      () => undefined as never,
    ]) {
      const client = new ScriptedClient();
      let found: unknown;
      pollOperation$(Object.assign(client, { getOperation: broken }), NAME).subscribe({
        error: (error: unknown) => (found = error),
      });
      expect(isPollError(found)).toBeTrue();
    }
  });

  it('tells the calls apart on a scheduler that does not wait', () => {
    const slow = new Subject<OperationMessage>();
    const client = new ScriptedClient({ getOperation: [of(running()), slow] });
    const seen = statesOf(client, { scheduler: queueScheduler, schedule: () => 0 });
    expect(seen).toEqual(['running #1, next 0']);
    slow.next(succeeded('hello'));
    expect(seen).toEqual(['running #1, next 0', 'succeeded #2, gave hello', 'complete']);
    expect(slow.observed).toBeFalse();
  });
});
