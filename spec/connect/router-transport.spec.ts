import { createRouterTransport } from '@connectrpc/connect';
import { firstValueFrom, of, throwError } from 'rxjs';
import { connectOperationsClient } from '../../src/connect/index.js';
import type { OperationMessage, OperationsClient } from '../../src/index.js';
import { findDetail, RpcError, StatusCode, unpack } from '../../src/index.js';
import { rpcFailureOf } from '../support/grpc-failure.js';
import { NAME } from '../support/messages.js';
import { ScriptedClient } from '../support/scripted-client.js';
import {
  detailOf,
  packProgress,
  packReport,
  progressType,
  reportType,
  routes,
  serverRegistry,
} from './google-service.js';

const report = { title: 'May', pageCount: 3 };
const reported: OperationMessage = {
  name: NAME,
  done: true,
  metadata: packProgress(100),
  response: packReport(report),
};

// Also in browsers, and against a server that is made with Connect itself: the contract is kept over sockets.
for (const [format, useBinaryFormat] of Object.entries({ binary: true, JSON: false })) {
  describe(`connectOperationsClient within a process, in ${format},`, () => {
    const clientOf = (operations: OperationsClient): OperationsClient =>
      connectOperationsClient(
        createRouterTransport(routes(operations), {
          router: { jsonOptions: { registry: serverRegistry } },
          transport: { useBinaryFormat },
        }),
      );

    it('makes all five calls, and what is packed is of types that the transport does not know', async () => {
      const server = new ScriptedClient({
        getOperation: [of(reported)],
        listOperations: [of({ operations: [reported], nextPageToken: 'more' })],
        waitOperation: [of(reported)],
        cancelOperation: [of(undefined)],
        deleteOperation: [of(undefined)],
      });
      const client = clientOf(server);
      const message = await firstValueFrom(client.getOperation({ name: NAME }));
      expect([message.name, message.done, unpack(message.metadata!, progressType).percent]).toEqual([NAME, true, 100]);
      expect(unpack(message.response!, reportType)).toEqual(jasmine.objectContaining(report));
      const list = { name: 'operations', filter: 'done = false', pageSize: 2, pageToken: 'two' };
      const page = await firstValueFrom(client.listOperations(list));
      expect(page).toEqual({ operations: [message], nextPageToken: 'more' });
      const wait = { name: NAME, timeout: 61_500.25 };
      expect(await firstValueFrom(client.waitOperation(wait))).toEqual(message);
      expect(await firstValueFrom(client.cancelOperation({ name: NAME }))).toBeUndefined();
      expect(await firstValueFrom(client.deleteOperation({ name: NAME }))).toBeUndefined();
      expect(server.calls.map(({ request }) => request)).toEqual([
        { name: NAME },
        list,
        wait,
        { name: NAME },
        { name: NAME },
      ]);
    });

    it('error-details, retry-info: of a call that failed, with the headers that came with it', async () => {
      const failure = new RpcError({
        code: StatusCode.UNAVAILABLE,
        message: 'busy',
        details: [
          { typeName: 'acme.v1.Report', packed: packReport(report) },
          detailOf('google.rpc.RetryInfo', { retryDelay: { seconds: 2n, nanos: 500_000_000 } }),
          detailOf('google.rpc.ErrorInfo', { reason: 'BUSY' }),
        ],
        headers: { 'x-request-id': 'r-1' },
      });
      const client = clientOf(new ScriptedClient({ getOperation: [throwError(() => failure)] }));
      const error = await rpcFailureOf(client.getOperation({ name: NAME }));
      expect([error.retryDelay, error.headers['x-request-id']]).toEqual([2_500, 'r-1']);
      expect(findDetail(error, 'google.rpc.ErrorInfo')?.reason).toBe('BUSY');
      expect(unpack(error.details[0]!.packed, reportType).pageCount).toBe(3);
    });
  });
}
