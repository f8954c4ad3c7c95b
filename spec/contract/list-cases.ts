import { firstValueFrom, lastValueFrom, of, take, tap, throwError, toArray } from 'rxjs';
import type { ListOperationsRequest, OperationMessage } from '../../src/index.js';
import { listOperations$, StatusCode } from '../../src/index.js';
import { RecordedClient } from '../../src/testing/recorded-client.js';
import { rpcFailureOf } from '../support/grpc-failure.js';
import { rpcError } from '../support/rpc-errors.js';
import { ScriptedClient } from '../support/scripted-client.js';
import type { ContractCase } from './contract.js';

const FILTER = 'done = false AND name : "a&b=ü+%20#"';
/** Whatever a server makes of it. */
const TOKEN = 'two+/=&?%2f ü';

const operation = (name: string): OperationMessage => ({ name, done: false });

/** Three pages, of which the second is empty, to whoever asks by the token. */
const paged = () =>
  new RecordedClient(
    (_, request) => {
      const { pageToken = '' } = request as ListOperationsRequest;
      if (pageToken === '') return of({ operations: [operation('a'), operation('b')], nextPageToken: TOKEN }) as never;
      if (pageToken === TOKEN) return of({ operations: [], nextPageToken: 'three' }) as never;
      if (pageToken === 'three') return of({ operations: [operation('c')], nextPageToken: '' }) as never;
      return throwError(() => rpcError(StatusCode.INVALID_ARGUMENT, `no token of mine: ${pageToken}`));
    },
    { now: () => 0 },
  );

const tokensOf = ({ calls }: RecordedClient) =>
  calls.map(({ request }) => (request as ListOperationsRequest).pageToken || undefined);

/** How operations are listed. */
export const listCases: readonly ContractCase[] = [
  {
    title: 'list-ok: the filter, the size and the token of the page reach the server, and the page comes back',
    needs: 'script',
    run: async (contract) => {
      const server = paged();
      const client = await contract.open(server);
      const request = { name: 'projects/p/operations', filter: FILTER, pageSize: 2, pageToken: TOKEN };
      const page = await firstValueFrom(client.listOperations(request));
      expect(page).toEqual({ operations: [], nextPageToken: 'three' });
      // Google's file has a field that this package does not: some servers hand it on.
      expect(server.calls.map((call) => call.request)).toEqual([request]);
    },
  },
  {
    title: 'list-ok: what was not asked for is the choice of the server',
    needs: 'script',
    run: async (contract) => {
      const server = paged();
      const client = await contract.open(server);
      const page = await firstValueFrom(client.listOperations({ name: 'operations' }));
      expect(page).toEqual({ operations: [operation('a'), operation('b')], nextPageToken: TOKEN });
      const { name, filter, pageSize, pageToken } = server.calls[0]!.request as ListOperationsRequest;
      expect([name, filter ?? '', pageSize ?? 0, pageToken ?? '']).toEqual(['operations', '', 0, '']);
    },
  },
  {
    title: 'list-empty-page: listOperations$ walks all pages, over an empty one',
    needs: 'script',
    run: async (contract) => {
      const server = paged();
      const client = await contract.open(server);
      const listed$ = listOperations$(client, { name: 'operations', filter: FILTER, pageSize: 2 });
      expect(await lastValueFrom(listed$.pipe(toArray()))).toEqual(['a', 'b', 'c'].map(operation));
      expect(tokensOf(server)).toEqual([undefined, TOKEN, 'three']);
      const asked = server.calls.map(({ request }) => request as ListOperationsRequest);
      expect(asked.map(({ filter, pageSize }) => [filter, pageSize])).toEqual(Array(3).fill([FILTER, 2]));
    },
  },
  {
    title: 'list-lazy-pages: take(1) never asks for page two',
    needs: 'script',
    run: async (contract) => {
      const server = paged();
      const client = await contract.open(server);
      const first$ = listOperations$(client, { name: 'operations' }).pipe(take(1));
      expect((await firstValueFrom(first$)).name).toBe('a');
      await firstValueFrom(client.listOperations({ name: 'operations', pageToken: 'three' }));
      expect(tokensOf(server)).toEqual([undefined, 'three']);
    },
  },
  {
    title: 'list-repeated-token: a token that comes twice is an error, as the list would never end',
    needs: 'script',
    run: async (contract) => {
      const page$ = of({ operations: [], nextPageToken: TOKEN });
      const server = new ScriptedClient({ listOperations: [page$, page$] });
      const client = await contract.open(server);
      const error = await rpcFailureOf(listOperations$(client, { name: 'operations' }));
      expect([error.code, server.calls.length]).toEqual([StatusCode.INTERNAL, 2]);
    },
  },
  {
    title: 'list-error: a page in the middle fails the list after what came before',
    needs: 'script',
    run: async (contract) => {
      const client = await contract.open(
        new RecordedClient(
          (_, request) =>
            (request as ListOperationsRequest).pageToken
              ? throwError(() => rpcError(StatusCode.ABORTED))
              : (of({ operations: [operation('a')], nextPageToken: TOKEN }) as never),
          { now: () => 0 },
        ),
      );
      const heard: string[] = [];
      const listed$ = listOperations$(client, { name: 'operations' });
      const error = await rpcFailureOf(listed$.pipe(tap(({ name }) => heard.push(name))));
      expect([heard, error.code]).toEqual([['a'], StatusCode.ABORTED]);
    },
  },
];
