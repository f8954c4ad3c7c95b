import { map, NEVER, of } from 'rxjs';
import type { ListOperationsPage, OperationMessage, RpcError } from '../../src/index.js';
import { cancel$, delete$, listOperations$, pollOperation$, StatusCode, waitOperation$ } from '../../src/index.js';
import type { ScriptedOperations } from '../../src/testing/index.js';
import { running, scriptedOperations, succeeded } from '../../src/testing/index.js';
import { marbles } from '../support/marbles.js';
import { brief, NAME, running as runningMessage, succeeded as succeededMessage, types } from '../support/messages.js';
import { outcome, outcomeOf, outcomes } from './outcome.js';

describe('the methods of scriptedOperations', () => {
  it('cancel-while-polling: the next poll finds the operation cancelled, with the metadata that it had last', () => {
    marbles(({ expectObservable, flush }) => {
      const client = scriptedOperations({ [NAME]: [running('half'), running('most'), succeeded('painted')] }, types);
      const states$ = pollOperation$(client, NAME, { ...types, schedule: () => 1_000 }).pipe(map(brief));
      expectObservable(states$).toBe('a 999ms (b|)', {
        a: 'running #1, at half, next 1000',
        b: 'cancelled #2, at half, CANCELLED: the operation was cancelled',
      });
      expectObservable(cancel$(client, NAME), '500ms ^').toBe('500ms (x|)', { x: undefined });
      flush();
      expect(client.calls.map(({ method, startedAt }) => [method, startedAt])).toEqual([
        ['getOperation', 0],
        ['cancelOperation', 500],
        ['getOperation', 1_000],
      ]);
    });
  });

  it('cancelOperation: an operation that nobody polled yet, and one whose script is used up, are cancelled, too', () => {
    for (const [polls, script] of [
      [0, 'rrs'],
      [2, 'rr'],
    ] as const) {
      const client = scriptedOperations({ [NAME]: script });
      outcomes(client, polls);
      outcomeOf(cancel$(client, NAME));
      expect(outcomes(client, 2)).toEqual(['done: CANCELLED', 'done: CANCELLED']);
    }
  });

  it('cancelOperation: comes too late for one that is done', () => {
    const client = scriptedOperations({ [NAME]: 's' });
    expect(outcomes(client, 1)).toEqual(['succeeded']);
    outcomeOf(cancel$(client, NAME));
    expect(outcomes(client, 1)).toEqual(['succeeded']);
  });

  it('cancelOperation: with `cancels: false` the script goes on', () => {
    const client = scriptedOperations({ [NAME]: 'rs' }, { cancels: false });
    outcomeOf(cancel$(client, NAME));
    expect(outcomes(client, 2)).toEqual(['running', 'succeeded']);
    expect(client.calls[0]?.end?.how).toBe('completed');
  });

  it('deleteOperation: later calls find no such operation', () => {
    const client = scriptedOperations({ [NAME]: 'rs', 'operations/2': 'r' });
    expect(outcomes(client, 1)).toEqual(['running']);
    expect(outcomeOf(delete$(client, NAME).pipe(map(() => 'deleted')))).toBe('deleted');
    expect(outcomes(client, 1)).toEqual(['NOT_FOUND']);
    expect((outcomeOf(delete$(client, NAME)) as RpcError).code).toBe(StatusCode.NOT_FOUND);
    expect(outcomeOf(listOperations$(client, { name: 'operations' }).pipe(map(({ name }) => name)))).toBe(
      'operations/2',
    );
  });

  it('listOperations: one page of what each operation would be found to be, whatever is asked for', () => {
    const client = scriptedOperations({ a: [running('half'), succeeded()], b: 's', c: [] }, types);
    expect(outcomeOf(client.listOperations({ name: 'operations', pageSize: 1 }))).toEqual({
      operations: [runningMessage('half', 'a'), { name: 'b', done: true }, { name: 'c', done: false }],
      nextPageToken: '',
    });
  });

  /** The list, as often as it is asked for in a row. */
  const listed = (client: ScriptedOperations): unknown => {
    const lists = [1, 2].map(() => outcomeOf(client.listOperations({ name: 'operations' })));
    expect(lists[1]).toEqual(lists[0]);
    return (lists[0] as ListOperationsPage).operations[0];
  };

  it('listOperations: says at each moment what a Get would, and takes nothing from the script', () => {
    const client = scriptedOperations(
      { [NAME]: [running('half'), running('most'), { name: 'operations/2', done: true }] },
      types,
    );
    for (let poll = 0; poll < 4; poll++) {
      const state = listed(client);
      expect(outcome(client)).toEqual(state);
    }
    expect(listed(client)).toEqual({ name: 'operations/2', done: true });
  });

  it('listOperations: where the next poll is to fail, or may answer anything, tells what the last one was', () => {
    for (const unknown of [StatusCode.UNAVAILABLE, new Error('a bug'), of(running('most')), NEVER]) {
      const client = scriptedOperations({ [NAME]: [unknown, running('half'), unknown, succeeded('painted')] }, types);
      const seen: unknown[] = [listed(client)];
      for (let poll = 0; poll < 4; poll++) {
        client
          .getOperation({ name: NAME })
          .subscribe({ error: () => undefined })
          .unsubscribe();
        seen.push(listed(client));
      }
      expect(seen).toEqual([
        runningMessage(),
        runningMessage('half'),
        runningMessage('half'),
        succeededMessage('painted'),
        succeededMessage('painted'),
      ]);
    }
  });

  it('listOperations: subscribes to no Observable of a script', () => {
    marbles(({ cold, expectSubscriptions }) => {
      const answer$ = cold('--a|', { a: running() });
      const client = scriptedOperations({ [NAME]: [answer$] });
      expect(listed(client)).toEqual(runningMessage());
      expectSubscriptions(answer$.subscriptions).toBe([]);
    });
  });

  it('listOperations: shows one that is asked to cancel as cancelled, and one that is deleted not at all', () => {
    const client = scriptedOperations({ [NAME]: [running('half'), succeeded()], 'operations/2': 'r' }, types);
    outcome(client);
    outcomeOf(cancel$(client, NAME));
    const { metadata, error } = listed(client) as OperationMessage;
    expect([metadata, error?.code]).toEqual([runningMessage('half').metadata, StatusCode.CANCELLED]);
    outcomeOf(delete$(client, NAME));
    expect(listed(client)).toEqual({ name: 'operations/2', done: false });
  });

  it('listOperations: in virtual time, with a latency, is as the operation is at the end of the call', () => {
    marbles(({ expectObservable }) => {
      const client = scriptedOperations({ [NAME]: 'rrs' }, { latency: 2 });
      const done$ = listOperations$(client, { name: 'operations' }).pipe(map(({ done }) => done));
      pollOperation$(client, NAME, { schedule: () => 3 }).subscribe();
      // Polls are answered at 2, 7 and 12: from 7 on, the next one is the last.
      expectObservable(done$, '^-------').toBe('--(f|)', { f: false });
      expectObservable(done$, '------^').toBe('--------(t|)', { t: true });
    });
  });

  it('waitOperation: takes its answers from the same script', () => {
    const client = scriptedOperations({ [NAME]: 'rus' });
    const wait$ = waitOperation$(client, NAME, { timeout: 5_000 });
    expect(outcomes(client, 1)).toEqual(['running']);
    expect((outcomeOf(wait$) as RpcError).message).toBe('WaitOperation of "operations/1": UNAVAILABLE: as scripted');
    expect(outcomeOf(wait$)).toEqual({ name: NAME, done: true });
    expect(client.calls[1]).toEqual(
      jasmine.objectContaining({ method: 'waitOperation', request: { name: NAME, timeout: 5_000 } }),
    );
  });

  it('wait-unimplemented: `failing` names methods that fail at each call, and with what', () => {
    const failing = { waitOperation: StatusCode.UNIMPLEMENTED, listOperations: StatusCode.PERMISSION_DENIED };
    const client = scriptedOperations({ [NAME]: 's' }, { failing });
    for (const [call$, message] of [
      [waitOperation$(client, NAME), 'WaitOperation of "operations/1": UNIMPLEMENTED: as scripted'],
      [waitOperation$(client, NAME), 'WaitOperation of "operations/1": UNIMPLEMENTED: as scripted'],
      [client.listOperations({ name: 'all' }), 'ListOperations of "all": PERMISSION_DENIED: as scripted'],
    ] as const) {
      expect((outcomeOf(call$) as RpcError).message).toBe(message);
    }
    expect(client.calls.map(({ end }) => end?.how)).toEqual(['failed', 'failed', 'failed']);
    expect(outcomes(client, 1)).toEqual(['succeeded']);
  });
});
