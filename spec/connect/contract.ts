import { create } from '@bufbuild/protobuf';
import { TimestampSchema } from '@bufbuild/protobuf/wkt';
import { firstValueFrom, lastValueFrom, NEVER, Observable, of, Subject, take, throwError, toArray } from 'rxjs';
import { messageTypeOf } from '../../src/connect/index.js';
import type { OperationMessage, OperationsClient } from '../../src/index.js';
import {
  cancel$,
  delete$,
  findDetail,
  getOperation$,
  isDoneState,
  listOperations$,
  operationState,
  pack,
  pollOperation$,
  RpcError,
  StatusCode,
  unpack,
  waitOperation$,
} from '../../src/index.js';
import { rpcFailureOf } from '../support/grpc-failure.js';
import { NAME } from '../support/messages.js';
import { rpcError } from '../support/rpc-errors.js';
import { ScriptedClient } from '../support/scripted-client.js';
import { detailOf, packProgress, packReport, progressType, reportType } from './google-service.js';

const codes = Object.entries(StatusCode).filter(([name]) => name !== 'OK');
const types = { responseType: reportType, metadataType: progressType };
const report = { title: 'May', pageCount: 3 };
const POLL = { attempt: 1, failures: 0 };

const atPercent = (percent: number): OperationMessage => ({ name: NAME, done: false, metadata: packProgress(percent) });
const reported: OperationMessage = { ...atPercent(100), done: true, response: packReport(report) };

const calls = {
  getOperation: (client: OperationsClient) => getOperation$(client, NAME),
  listOperations: (client: OperationsClient) => listOperations$(client, { name: NAME }),
  waitOperation: (client: OperationsClient) => waitOperation$(client, NAME),
  cancelOperation: (client: OperationsClient) => cancel$(client, NAME),
  deleteOperation: (client: OperationsClient) => delete$(client, NAME),
};

/**
 * What a client of `connectOperationsClient` does, whatever its transport.
 *
 * @param open a client whose calls are answered, at the other end of the wire, by the operations given. No type of
 *   acme.v1 is in a registry of the client's.
 */
export function itIsAnOperationsClient(open: (operations: OperationsClient) => Promise<OperationsClient>): void {
  const opened = async (script: ConstructorParameters<typeof ScriptedClient>[0]) => {
    const server = new ScriptedClient(script);
    return { server, client: await open(server) };
  };

  it('get-ok: answers with the message, and what it packs is of a type that the transport does not know', async () => {
    const { client } = await opened({ getOperation: [of(reported)] });
    const { name, done, metadata, response, error } = await firstValueFrom(getOperation$(client, NAME));
    expect([name, done, error]).toEqual([NAME, true, undefined]);
    expect(unpack(metadata!, progressType).percent).toBe(100);
    expect(unpack(response!, reportType)).toEqual(jasmine.objectContaining(report));
    expect([metadata!.typeUrl, response!.typeUrl]).toEqual([
      'type.googleapis.com/acme.v1.Progress',
      'type.googleapis.com/acme.v1.Report',
    ]);
  });

  it('neither-set: a message of a name alone', async () => {
    const { client } = await opened({ getOperation: [of({ name: NAME, done: true }), of({ name: '', done: false })] });
    expect(await firstValueFrom(getOperation$(client, NAME))).toEqual({ name: NAME, done: true });
    expect(await firstValueFrom(getOperation$(client, NAME))).toEqual({ name: '', done: false });
  });

  it('unit-types: well-known types, which have a JSON of their own', async () => {
    const timestampType = messageTypeOf(TimestampSchema);
    const at = create(TimestampSchema, { seconds: 1_700_000_000n, nanos: 5_000_000 });
    const empty = { typeUrl: 'type.googleapis.com/google.protobuf.Empty', value: new Uint8Array() };
    const message = { name: NAME, done: true, metadata: pack(at, timestampType), response: empty };
    const { client } = await opened({ getOperation: [of(message)] });
    const state = operationState(
      await firstValueFrom(getOperation$(client, NAME)),
      { metadataType: timestampType },
      POLL,
    );
    expect(state.status === 'succeeded' && state.response).toBeUndefined();
    expect(state.metadata).toEqual(at);
  });

  it('poll-error-result, error-details: of an operation that failed; known types are unpacked, the others stay packed', async () => {
    const details = [
      { typeName: 'acme.v1.Report', packed: packReport(report) },
      detailOf('google.rpc.ErrorInfo', { reason: 'QUOTA', domain: 'acme.example', metadata: { unit: 'pages' } }),
    ];
    const error = { code: StatusCode.RESOURCE_EXHAUSTED, message: 'too long', details };
    const { client } = await opened({ getOperation: [of({ name: NAME, done: true, error })] });
    const { error: found } = await firstValueFrom(getOperation$(client, NAME));
    expect([found?.code, found?.message]).toEqual([StatusCode.RESOURCE_EXHAUSTED, 'too long']);
    expect(found?.details.map(({ typeName, value }) => [typeName, value === undefined])).toEqual([
      ['acme.v1.Report', true],
      ['google.rpc.ErrorInfo', false],
    ]);
    expect(unpack(found!.details[0]!.packed, reportType).title).toBe('May');
    const { reason, domain, metadata } = findDetail(found!, 'google.rpc.ErrorInfo')!;
    expect([reason, domain, metadata]).toEqual(['QUOTA', 'acme.example', { unit: 'pages' }]);
  });

  it('list-ok: asks for what was asked for, and answers with the page', async () => {
    const page = { operations: [atPercent(1), { name: 'operations/2', done: false }], nextPageToken: 'more' };
    const { server, client } = await opened({ listOperations: [of(page)] });
    const request = { name: 'operations', filter: 'done = false', pageSize: 2, pageToken: 'two' };
    const { operations, nextPageToken } = await firstValueFrom(client.listOperations(request));
    expect(operations.map(({ name, metadata }) => [name, metadata && unpack(metadata, progressType).percent])).toEqual([
      [NAME, 1],
      ['operations/2', undefined],
    ]);
    expect(nextPageToken).toBe('more');
    expect(server.calls.map((call) => call.request)).toEqual([request]);
  });

  it('list-lazy-pages, list-empty-page: page by page, and take(1) never asks for page two', async () => {
    const one = of({ operations: [{ name: NAME, done: false }], nextPageToken: 'two' });
    const two = of({ operations: [], nextPageToken: 'three' });
    const three = of({ operations: [{ name: 'operations/3', done: false }], nextPageToken: '' });
    const { server, client } = await opened({ listOperations: [one, one, two, three] });
    await firstValueFrom(listOperations$(client, { name: 'operations' }).pipe(take(1)));
    expect(server.calls.length).toBe(1);
    const listed = await lastValueFrom(listOperations$(client, { name: 'operations' }).pipe(toArray()));
    expect(listed.map(({ name }) => name)).toEqual([NAME, 'operations/3']);
  });

  it('wait-ok: tells the server how long it may wait, and answers when the server does', async () => {
    const end$ = new Subject<OperationMessage>();
    const asked$ = new Subject<void>();
    const slow$ = new Observable<OperationMessage>((subscriber) => {
      asked$.next();
      return end$.subscribe(subscriber);
    });
    const { server, client } = await opened({ waitOperation: [slow$, of(atPercent(5))] });
    const asked = firstValueFrom(asked$);
    const waiting = firstValueFrom(waitOperation$(client, NAME, { timeout: 61_500.25 }));
    await asked;
    end$.next(reported);
    expect((await waiting).done).toBeTrue();
    expect((await firstValueFrom(waitOperation$(client, NAME))).done).toBeFalse();
    expect(server.calls.map((call) => call.request)).toEqual([{ name: NAME, timeout: 61_500.25 }, { name: NAME }]);
  });

  it('cancel-ok, delete-ok: emit undefined and complete', async () => {
    const { server, client } = await opened({ cancelOperation: [of(undefined)], deleteOperation: [of(undefined)] });
    expect(await firstValueFrom(cancel$(client, NAME).pipe(toArray()))).toEqual([undefined]);
    expect(await firstValueFrom(delete$(client, NAME).pipe(toArray()))).toEqual([undefined]);
    expect(server.calls.map(({ method, request }) => [method, request.name])).toEqual([
      ['cancelOperation', NAME],
      ['deleteOperation', NAME],
    ]);
  });

  for (const method of Object.keys(calls) as (keyof typeof calls)[]) {
    it(`${method}-error: every code surfaces, with the words of the server and what was called`, async () => {
      const failures = codes.map(([, code]) => throwError(() => rpcError(code, 'über all')));
      const { client } = await opened({ [method]: failures });
      for (const [status, code] of codes) {
        const error = await rpcFailureOf(calls[method](client));
        const remote = code === StatusCode.CANCELLED ? ' (by the server or a proxy, not by this client)' : '';
        const call = `${method.charAt(0).toUpperCase()}${method.slice(1)} of "${NAME}"`;
        expect([error.code, error.message]).toEqual([code, `${call}: ${status}: über all${remote}`]);
      }
    });
  }

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
    const { client } = await opened({ getOperation: [throwError(() => failure)] });
    const error = await rpcFailureOf(getOperation$(client, NAME));
    expect(error.retryDelay).toBe(2_500);
    expect(findDetail(error, 'google.rpc.ErrorInfo')?.reason).toBe('BUSY');
    expect(error.headers['x-request-id']).toBe('r-1');
    expect(error.details.map(({ typeName }) => typeName)).toEqual([
      'acme.v1.Report',
      'google.rpc.RetryInfo',
      'google.rpc.ErrorInfo',
    ]);
    expect(unpack(error.details[0]!.packed, reportType).pageCount).toBe(3);
  });

  it('deadline: DEADLINE_EXCEEDED', async () => {
    const { client } = await opened({ waitOperation: [NEVER] });
    const error = await rpcFailureOf(waitOperation$(client, NAME, {}, { timeout: 20.5 }));
    expect(error.code).toBe(StatusCode.DEADLINE_EXCEEDED);
    expect(error.message).toContain(`WaitOperation of "${NAME}": DEADLINE_EXCEEDED: `);
  });

  it('a timeout longer than any timer is none to be noticed', async () => {
    const { client } = await opened({ getOperation: [of(reported)] });
    const message = await firstValueFrom(getOperation$(client, NAME, { timeout: Number.MAX_SAFE_INTEGER }));
    expect(message.done).toBeTrue();
  });

  it('unsubscribe-during-call: the call is given up at the other end, too', async () => {
    const asked$ = new Subject<void>();
    const givenUp$ = new Subject<void>();
    const answer$ = new Observable<OperationMessage>(() => {
      asked$.next();
      return () => givenUp$.next();
    });
    const { server, client } = await opened({ getOperation: [answer$] });
    const asked = firstValueFrom(asked$);
    const givenUp = firstValueFrom(givenUp$);
    const seen = jasmine.createSpy('next, error or complete');
    const call = getOperation$(client, NAME).subscribe({ next: seen, error: seen, complete: seen });
    await asked;
    call.unsubscribe();
    await givenUp;
    expect(server.calls.length).toBe(1);
    expect(seen).not.toHaveBeenCalled();
  });

  it('is cold: each subscription is a call', async () => {
    const { server, client } = await opened({ getOperation: [of(atPercent(1)), of(atPercent(2))] });
    const message$ = getOperation$(client, NAME);
    expect(server.calls.length).toBe(0);
    await firstValueFrom(message$);
    expect(unpack((await firstValueFrom(message$)).metadata!, progressType).percent).toBe(2);
    expect(server.calls.length).toBe(2);
  });

  it('transient-then-ok: an operation is polled from running to its typed result', async () => {
    const lost$ = throwError(() => rpcError(StatusCode.UNAVAILABLE));
    const { client } = await opened({ getOperation: [of(atPercent(10)), lost$, of(reported)] });
    const states = await lastValueFrom(pollOperation$(client, NAME, { ...types, schedule: () => 1 }).pipe(toArray()));
    expect(states.map(({ status, metadata, poll }) => [status, metadata?.percent, poll.failures])).toEqual([
      ['running', 10, 0],
      ['running', 10, 1],
      ['succeeded', 100, 0],
    ]);
    const end = states.find(isDoneState);
    expect(end?.status === 'succeeded' && end.response.title).toBe('May');
  });
}
