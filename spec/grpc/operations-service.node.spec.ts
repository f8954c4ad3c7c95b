import { firstValueFrom, lastValueFrom, NEVER, of, Subject, take, throwError, toArray } from 'rxjs';
import {
  cancel$,
  delete$,
  getOperation$,
  listOperations$,
  RpcError,
  StatusCode,
  unpack,
  waitOperation$,
} from '../../src/index.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { rpcFailureOf } from '../support/grpc-failure.js';
import { serveRaw } from '../support/grpc-raw-server.js';
import type { WorkUpdate } from '../../src/server/index.js';
import { text, types } from '../support/messages.js';

const GONE = 'operations/no-such';

describe('google.longrunning.Operations over gRPC', () => {
  const fixture = grpcFixture();

  it('get-ok: answers with the message', async () => {
    const { operations, client } = await fixture.open();
    const { name } = operations.start(of({ metadata: 'half' }, { response: 'all' }), types);
    const message = await firstValueFrom(getOperation$(client, name));
    expect(message).toEqual(await firstValueFrom(operations.getOperation({ name })));
    expect(unpack(message.response!, text)).toBe('all');
    expect(unpack(message.metadata!, text)).toBe('half');
  });

  it('get-error: an unknown name is NOT_FOUND, and the message names the operation and the target', async () => {
    const { server, client } = await fixture.open();
    const error = await rpcFailureOf(getOperation$(client, GONE));
    expect(error.code).toBe(StatusCode.NOT_FOUND);
    expect(error.message).toBe(
      `GetOperation of "${GONE}" at ${server.target}: NOT_FOUND: there is no operation "${GONE}", or not any more`,
    );
  });

  it('list-ok: answers with pages', async () => {
    const { operations, client } = await fixture.open();
    const started = [1, 2, 3].map(() => operations.start(NEVER, types).name);
    const listed = await lastValueFrom(
      listOperations$(client, { name: 'operations', pageSize: 2, filter: 'done = false' }).pipe(toArray()),
    );
    expect(listed.map(({ name }) => name)).toEqual(started);
  });

  it('list-error: a filter that is not understood is INVALID_ARGUMENT', async () => {
    const { client } = await fixture.open();
    const error = await rpcFailureOf(listOperations$(client, { name: 'operations', filter: 'colour = red' }));
    expect(error.code).toBe(StatusCode.INVALID_ARGUMENT);
    expect(error.message).toContain('ListOperations of "operations" at 127.0.0.1:');
    expect(error.message).toContain('colour = red');
  });

  it('wait-ok: answers when the operation ends', async () => {
    const { operations, client } = await fixture.open();
    const work$ = new Subject<WorkUpdate<string, string>>();
    const { name } = operations.start(work$, types);
    // Answered after the wait has arrived, as both go through one connection.
    const waiting = firstValueFrom(waitOperation$(client, name));
    await firstValueFrom(getOperation$(client, name));
    work$.next({ response: 'at last' });
    work$.complete();
    const message = await waiting;
    expect(unpack(message.response!, text)).toBe('at last');
  });

  it('wait-ok: answers when the time is up, still running', async () => {
    const { operations, client } = await fixture.open();
    const { name } = operations.start(NEVER, types);
    expect(await firstValueFrom(waitOperation$(client, name, { timeout: 1 }))).toEqual({ name, done: false });
  });

  it('wait-error: an unknown name is NOT_FOUND', async () => {
    const { client } = await fixture.open();
    const error = await rpcFailureOf(waitOperation$(client, GONE));
    expect(error.code).toBe(StatusCode.NOT_FOUND);
    expect(error.message).toContain(`WaitOperation of "${GONE}"`);
  });

  it('cancel-ok: ends the operation', async () => {
    const { operations, client } = await fixture.open();
    const { name } = operations.start(NEVER, types);
    expect(await firstValueFrom(cancel$(client, name))).toBeUndefined();
    const { done, error } = await firstValueFrom(getOperation$(client, name));
    expect(done).toBeTrue();
    expect(error?.code).toBe(StatusCode.CANCELLED);
  });

  it('cancel-error: the error of the server surfaces, unchanged', async () => {
    const { client } = await fixture.open();
    const error = await rpcFailureOf(cancel$(client, GONE));
    expect(error.code).toBe(StatusCode.NOT_FOUND);
    expect(error.statusMessage).toBe(`there is no operation "${GONE}", or not any more`);
    expect(error.message).toContain(`CancelOperation of "${GONE}"`);
  });

  it('delete-ok: forgets the operation', async () => {
    const { operations, client } = await fixture.open();
    const { name } = operations.start(of({ response: 'done' }), types);
    expect(await firstValueFrom(delete$(client, name))).toBeUndefined();
    expect((await rpcFailureOf(getOperation$(client, name))).code).toBe(StatusCode.NOT_FOUND);
  });

  it('delete-error: the error of the server surfaces, unchanged', async () => {
    const { client } = await fixture.open();
    const error = await rpcFailureOf(delete$(client, GONE));
    expect(error.code).toBe(StatusCode.NOT_FOUND);
    expect(error.message).toContain(`DeleteOperation of "${GONE}"`);
  });

  it('list-lazy-pages: take(1) never asks for page two', async () => {
    const server = await serveRaw(fixture, (_, callback) =>
      callback(null, { operations: [{ name: 'operations/1' }], nextPageToken: 'more' }),
    );
    const client = await fixture.connect(server.target);
    expect(await firstValueFrom(listOperations$(client, { name: 'operations' }).pipe(take(1)))).toEqual({
      name: 'operations/1',
      done: false,
    });
    expect(server.calls.length).toBe(1);
  });

  it('list-empty-page: an empty page with a next token is not the end', async () => {
    const pages: Record<string, object> = {
      '': { nextPageToken: 'two' },
      two: { operations: [{ name: 'operations/2' }], nextPageToken: '' },
    };
    const server = await serveRaw(fixture, ({ request }, callback) =>
      callback(null, pages[request['pageToken'] as string]),
    );
    const client = await fixture.connect(server.target);
    const listed = await lastValueFrom(listOperations$(client, { name: 'operations' }).pipe(toArray()));
    expect(listed).toEqual([{ name: 'operations/2', done: false }]);
    expect(server.calls.map(({ request }) => request['pageToken'])).toEqual(['', 'two']);
  });

  it('list-repeated-token: a token that comes twice is an error, as the list would never end', async () => {
    const server = await serveRaw(fixture, (_, callback) => callback(null, { nextPageToken: 'again' }));
    const client = await fixture.connect(server.target);
    const error = await rpcFailureOf(listOperations$(client, { name: 'operations' }));
    expect(error.code).toBe(StatusCode.INTERNAL);
    expect(server.calls.length).toBe(2);
  });

  it('serves the operations of another server, errors and their details included', async () => {
    const { operations, server, client } = await fixture.open();
    const { name } = operations.start(
      throwError(() => new RpcError({ code: StatusCode.DATA_LOSS, message: 'the disk is gone' })),
      types,
    );
    const proxy = await fixture.serve({ operations: client });
    const far = await fixture.connect(proxy.target);
    expect(server.port).not.toBe(proxy.port);
    expect(await firstValueFrom(getOperation$(far, name))).toEqual({
      name,
      done: true,
      error: { code: StatusCode.DATA_LOSS, message: 'the disk is gone', details: [] },
    });
    expect((await rpcFailureOf(getOperation$(far, GONE))).code).toBe(StatusCode.NOT_FOUND);
  });
});
