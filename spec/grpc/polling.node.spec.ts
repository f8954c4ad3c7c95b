import type { Observable } from 'rxjs';
import { filter, firstValueFrom, lastValueFrom, map, NEVER, of, Subject, toArray } from 'rxjs';
import {
  exponentialThenFixed,
  isUnpackError,
  Operation,
  pack,
  pollOperation$,
  StatusCode,
  tolerateTransient,
} from '../../src/index.js';
import type { OperationMessage, OperationsClient } from '../../src/index.js';
import type { WorkUpdate } from '../../src/server/index.js';
import { failureOf } from '../support/grpc-failure.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { googleBytes, serveRaw } from '../support/grpc-raw-server.js';
import { count, text, types } from '../support/messages.js';

const schedule = exponentialThenFixed({ initialDelay: 1, interval: 5 });
/** Patience for as long as the channel takes to connect again. */
const patient = { ...types, schedule, tolerance: tolerateTransient({ maxFailures: 100_000 }) };
const channelOptions = { 'grpc.initial_reconnect_backoff_ms': 10, 'grpc.min_reconnect_backoff_ms': 10 };

/** Work that goes on when it is told to. */
const steps = (): Subject<WorkUpdate<string, string>> => new Subject();

describe('An operation over a gRPC socket', () => {
  const fixture = grpcFixture();

  it('is waited for with a handle', async () => {
    const { operations, client } = await fixture.open();
    const work$ = steps();
    const operation = new Operation(client, operations.start(work$, types), { ...types, schedule });
    expect(await operation.poll()).toBeUndefined();
    work$.next({ metadata: 'half' });
    const running = firstValueFrom(operation.state$.pipe(filter(({ metadata }) => metadata === 'half')));
    const wait = operation.wait();
    expect((await running).done).toBeFalse();
    work$.next({ response: 'all' });
    work$.complete();
    expect(await wait).toBe('all');
    expect(operation.done).toBeTrue();
    expect(operation.metadata()).toBe('half');
  });

  it('is cancelled with a handle, whose wait gives the verdict', async () => {
    const { operations, client } = await fixture.open();
    const operation = new Operation(client, operations.start(NEVER, types), { ...types, schedule });
    await operation.cancel();
    await expectAsync(operation.wait()).toBeRejectedWith(jasmine.objectContaining({ code: StatusCode.CANCELLED }));
  });

  it('outlives a server that is closed while a poll is in flight', async () => {
    const operations = fixture.store();
    const { name } = operations.start(of({ response: 'right' }), types);
    const asked$ = new Subject<void>();
    const stalled = await fixture.serve({
      operations: withGet(operations, () => {
        asked$.next();
        return NEVER;
      }),
    });
    const client = await fixture.connect(stalled.target, { channelOptions });
    const asked = firstValueFrom(asked$);
    const seen = lastValueFrom(pollOperation$(client, name, patient).pipe(toArray()));
    await asked;
    await stalled.close();
    await fixture.serve({ operations, port: stalled.port });
    const states = await seen;
    expect(states[0]!.poll.lastError?.message).toContain('UNAVAILABLE: the server is closing');
    expect(states.at(-1)!.status).toBe('succeeded');
  });

  it('a call that is unsubscribed from at once never reaches the server', async () => {
    const server = await serveRaw(fixture, (_, callback) => callback(null, { name: 'operations/1' }));
    const client = await fixture.connect(server.target);
    client.getOperation({ name: 'operations/left' }).subscribe().unsubscribe();
    await firstValueFrom(client.getOperation({ name: 'operations/1' }));
    expect(server.calls.map(({ request }) => request['name'])).toEqual(['operations/1']);
  });

  it('response-wrong-type: an UnpackError names the expected and the found type', async () => {
    const { operations, client } = await fixture.open();
    const { name } = operations.start(of({ response: 'text' }), types);
    const error = await failureOf(pollOperation$(client, name, { responseType: count }));
    expect(isUnpackError(error) && [error.expected, error.found]).toEqual(['acme.v1.Count', 'acme.v1.Text']);
  });

  it('metadata-wrong-type-keeps-result: the result is delivered, and the packed metadata is kept', async () => {
    const { operations, client } = await fixture.open();
    const { name } = operations.start(of({ metadata: 'text' }, { response: 'all' }), types);
    const end = await lastValueFrom(pollOperation$(client, name, { responseType: text, metadataType: count }));
    expect(end.status === 'succeeded' && end.response).toBe('all');
    expect(end.metadata).toBeUndefined();
    expect(end.message.metadata).toEqual(pack('text', text));
  });

  it('corrupt-any: bytes that do not parse fail that value alone', async () => {
    const garbled = { type_url: 'type.googleapis.com/google.rpc.ErrorInfo', value: Buffer.from([0x0a, 0xff]) };
    const response = {
      type_url: 'type.googleapis.com/google.rpc.ErrorInfo',
      value: googleBytes('google.rpc.ErrorInfo', { reason: 'FINE' }),
    };
    const server = await serveRaw(fixture, ({ request }, callback) =>
      callback(null, {
        name: request['name'],
        done: true,
        ...(request['name'] === 'operations/1' ? { metadata: garbled, response } : { response: garbled }),
      }),
    );
    const client = await fixture.connect(server.target);
    const type = client.types.get<{ reason: string }>('google.rpc.ErrorInfo');
    const options = { responseType: type, metadataType: type };
    const end = await lastValueFrom(pollOperation$(client, 'operations/1', options));
    expect(end.metadata).toBeUndefined();
    expect(end.status === 'succeeded' && end.response.reason).toBe('FINE');
    const error = await failureOf(pollOperation$(client, 'operations/2', options));
    expect(isUnpackError(error) && error.message).toBe(
      'The response of "operations/2" does not unpack: expected google.rpc.ErrorInfo, found google.rpc.ErrorInfo that does not parse.',
    );
  });

  it('any-type-url-forms: any prefix, and none, name the same type', async () => {
    const value = googleBytes('google.rpc.ErrorInfo', { reason: 'FINE' });
    const server = await serveRaw(fixture, ({ request }, callback) =>
      callback(null, { done: true, response: { type_url: request['name'], value } }),
    );
    const client = await fixture.connect(server.target);
    const responseType = client.types.get<{ reason: string }>('google.rpc.ErrorInfo');
    for (const url of [
      'type.googleapis.com/google.rpc.ErrorInfo',
      'types.acme.example/v1/google.rpc.ErrorInfo',
      'google.rpc.ErrorInfo',
    ]) {
      const reason$ = pollOperation$(client, url, { responseType }).pipe(
        map((state) => state.status === 'succeeded' && state.response.reason),
      );
      expect(await lastValueFrom(reason$)).toBe('FINE');
    }
  });
});

/** A client that answers GetOperation otherwise. */
function withGet(client: OperationsClient, getOperation: () => Observable<OperationMessage>): OperationsClient {
  return {
    getOperation,
    listOperations: (request) => client.listOperations(request),
    waitOperation: (request) => client.waitOperation(request),
    cancelOperation: (request) => client.cancelOperation(request),
    deleteOperation: (request) => client.deleteOperation(request),
  };
}
