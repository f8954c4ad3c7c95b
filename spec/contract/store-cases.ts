import { defer, firstValueFrom, lastValueFrom, NEVER, of, Subject, take, tap, throwError, toArray } from 'rxjs';
import type { OperationsClient } from '../../src/index.js';
import { findDetail, listOperations$, pollOperation$, RpcError, StatusCode } from '../../src/index.js';
import type { WorkUpdate } from '../../src/server/index.js';
import { failureOf, rpcFailureOf } from '../support/grpc-failure.js';
import { NAME } from '../support/messages.js';
import type { Contract, ContractCase } from './contract.js';
import { call$, METHODS } from './contract.js';
import { details, phrase } from './contract-messages.js';

const types = { responseType: phrase, metadataType: phrase };
const options = { ...types, schedule: () => 1 };

async function opened(contract: Contract) {
  const operations = contract.fixture.store();
  return { operations, client: await contract.open(operations) };
}

const namesOf = (client: OperationsClient, filter = ''): Promise<string[]> =>
  lastValueFrom(listOperations$(client, { name: 'operations', filter, pageSize: 2 }).pipe(toArray())).then((listed) =>
    listed.map(({ name }) => name),
  );

/** What a store that runs Observables as operations answers. */
export const storeCases: readonly ContractCase[] = [
  {
    title: 'gets, lists, waits for, cancels and deletes an operation',
    needs: 'store',
    run: async (contract) => {
      const { operations, client } = await opened(contract);
      const { name } = operations.start(NEVER, types);
      expect(await firstValueFrom(client.getOperation({ name }))).toEqual({ name, done: false });
      const page = await firstValueFrom(client.listOperations({ name: 'operations', filter: 'done = false' }));
      expect(page).toEqual({ operations: [{ name, done: false }], nextPageToken: '' });
      expect(await firstValueFrom(client.waitOperation({ name, timeout: 1 }))).toEqual({ name, done: false });
      const waiting = firstValueFrom(client.waitOperation({ name }));
      expect(await firstValueFrom(client.cancelOperation({ name }))).toBeUndefined();
      const cancelled = { name, done: true, error: { code: 1, message: 'cancelled on request', details: [] } };
      expect(await waiting).toEqual(cancelled);
      expect(await firstValueFrom(client.getOperation({ name }))).toEqual(cancelled);
      expect(await firstValueFrom(client.deleteOperation({ name }))).toBeUndefined();
      expect((await rpcFailureOf(client.getOperation({ name }))).code).toBe(StatusCode.NOT_FOUND);
    },
  },
  {
    title: 'an operation that there is not: NOT_FOUND, of each method, and none is listed',
    needs: 'store',
    run: async (contract) => {
      const { client } = await opened(contract);
      for (const method of METHODS.filter((each) => each !== 'listOperations')) {
        const error = await rpcFailureOf(call$(client, method));
        const message = `there is no operation "${NAME}", or not any more`;
        expect([error.code, error.statusMessage]).toEqual([StatusCode.NOT_FOUND, message]);
      }
      expect(await namesOf(client)).toEqual([]);
    },
  },
  {
    title: 'list-ok: page by page, filtered, and no page for a token that is none',
    needs: 'store',
    run: async (contract) => {
      const { operations, client } = await opened(contract);
      const names = [NEVER, of(), NEVER, of(), NEVER].map((work$) => operations.start(work$, types).name);
      expect(await namesOf(client)).toEqual(names);
      expect(await namesOf(client, 'done = true')).toEqual([names[1]!, names[3]!]);
      for (const request of [{ pageToken: 'none' }, { filter: 'colour = "red"' }]) {
        const error = await rpcFailureOf(client.listOperations({ name: 'operations', ...request }));
        expect(error.code).toBe(StatusCode.INVALID_ARGUMENT);
      }
    },
  },
  {
    title: 'list-page-size: 0 is the choice of the server, more than it gives is cut, and what is no size is refused',
    needs: 'store',
    run: async (contract) => {
      const { operations, client } = await opened(contract);
      const names = [1, 2].map(() => operations.start(NEVER, types).name);
      const list$ = (pageSize: number) => defer(() => client.listOperations({ name: 'operations', pageSize }));
      for (const pageSize of [0, 1_001, 2 ** 31 - 1, 2 ** 31, 1e300]) {
        const page = await firstValueFrom(list$(pageSize));
        expect(page.operations.map(({ name }) => name))
          .withContext(String(pageSize))
          .toEqual(names);
      }
      for (const pageSize of [-1, -(2 ** 31)]) {
        const { code, statusMessage } = await rpcFailureOf(list$(pageSize));
        expect([code, statusMessage]).toEqual([StatusCode.INVALID_ARGUMENT, 'page_size must not be negative']);
      }
      for (const pageSize of [0.5, NaN, Infinity]) {
        const refused = await failureOf(list$(pageSize));
        // A client says so at the call, where it is made to be sent.
        if (contract.transport.connect) expect(refused).toBeInstanceOf(RangeError);
        else expect((refused as RpcError).code).toBe(StatusCode.INVALID_ARGUMENT);
      }
    },
  },
  {
    title: 'list-large: pages end before they are larger than a client reads, and all of them are the list',
    needs: 'store',
    run: async (contract) => {
      const { operations, client } = await opened(contract);
      const names = [1, 2, 3].map(() => operations.start([{ response: 'x'.repeat(1_500_000) }], types).name);
      const listed$ = listOperations$(client, { name: 'operations', pageSize: 1_000 });
      expect((await lastValueFrom(listed$.pipe(toArray()))).map(({ name }) => name)).toEqual(names);
    },
  },
  {
    title: 'is cold: each subscription asks anew',
    needs: 'store',
    run: async (contract) => {
      const { operations, client } = await opened(contract);
      const work$ = new Subject<WorkUpdate<string, string>>();
      const { name } = operations.start(work$, types);
      const got$ = client.getOperation({ name });
      expect((await firstValueFrom(got$)).done).toBeFalse();
      work$.complete();
      expect((await firstValueFrom(got$)).done).toBeTrue();
    },
  },
  ...[false, true].map((longPoll): ContractCase => ({
    title: `pollOperation$ ${longPoll ? 'with long polls ' : ''}shows progress and the result`,
    needs: 'store',
    run: async (contract) => {
      const { operations, client } = await opened(contract);
      const work$ = new Subject<WorkUpdate<string, string>>();
      const { name } = operations.start(work$, types);
      work$.next({ metadata: 'half' });
      const polling = { ...options, longPoll: longPoll && ('auto' as const) };
      const states$ = pollOperation$(client, name, polling).pipe(
        tap(({ done }) => {
          if (done) return;
          work$.next({ response: 'all' });
          work$.complete();
        }),
        toArray(),
      );
      const states = await lastValueFrom(states$);
      expect(states.map(({ status, metadata }) => [status, metadata])).toEqual([
        ['running', 'half'],
        ['succeeded', 'half'],
      ]);
      const end = states.at(-1)!;
      expect(end.status === 'succeeded' && end.response).toBe('all');
    },
  })),
  {
    title: 'poll-error-result: work that fails, with details',
    needs: 'store',
    run: async (contract) => {
      const { operations, client } = await opened(contract);
      const failure = new RpcError({ code: StatusCode.DATA_LOSS, message: 'gone', details });
      const { name } = operations.start(
        throwError(() => failure),
        types,
      );
      const end = await lastValueFrom(pollOperation$(client, name, options));
      expect(end.status === 'failed' && [end.error.code, end.error.statusMessage]).toEqual([
        StatusCode.DATA_LOSS,
        'gone',
      ]);
      expect(end.status === 'failed' && findDetail(end.error, 'google.rpc.ErrorInfo')?.reason).toBe('QUOTA');
    },
  },
  {
    title: 'local-abort is not cancel: the work outlives a polling that is unsubscribed, and ends when cancelled',
    needs: 'store',
    run: async (contract) => {
      const { operations, client } = await opened(contract);
      const work$ = new Subject<WorkUpdate<string, string>>();
      const { name } = operations.start(work$, types);
      await firstValueFrom(pollOperation$(client, name, options).pipe(take(1)));
      // By the time of this answer, what the unsubscribe had sent would have arrived.
      expect((await firstValueFrom(client.getOperation({ name }))).done).toBeFalse();
      expect(work$.observed).toBeTrue();
      await firstValueFrom(client.cancelOperation({ name }));
      expect(work$.observed).toBeFalse();
      expect((await lastValueFrom(pollOperation$(client, name, options))).status).toBe('cancelled');
    },
  },
];
