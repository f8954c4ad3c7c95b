import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { Code, ConnectError, createClient, createRouterTransport } from '@connectrpc/connect';
import { lastValueFrom } from 'rxjs';
import {
  connectOperationsClient,
  fromConnectError,
  fromConnectOperation,
  messageTypeOf,
  toConnectError,
  toConnectOperation,
} from '../../src/connect/index.js';
import type { OperationMessage } from '../../src/index.js';
import { findDetail, getOperation$, OperationError, pollOperation$, RpcError, StatusCode } from '../../src/index.js';
import { errorsOf, inBytes, inJson, messagesOf, packedAlone } from '../support/converted.js';
import { failureOf, rpcFailureOf } from '../support/grpc-failure.js';
import { OperationSchema, OperationsService } from './generated-operations.js';
import { acme, detailOf, progressType } from './google-service.js';

/** A transport to a service whose GetOperation does as told. */
const transportTo = (getOperation: () => object) =>
  createRouterTransport((router) => router.service(OperationsService, { getOperation } as never));

/** Calls as a generated client does. */
const call = (getOperation: () => object) => {
  const client: unknown = createClient(OperationsService, transportTo(getOperation));
  return (client as { getOperation(request: object): Promise<object> }).getOperation({ name: 'operations/1' });
};

describe('The converters of Connect', () => {
  for (const [kind, message] of Object.entries(messagesOf(inBytes))) {
    it(`an operation is the same there and back: ${kind}`, () => {
      const created = create(OperationSchema, toConnectOperation(message));
      expect(packedAlone(fromConnectOperation(created))).toEqual(message);
      const sent = fromBinary(OperationSchema, toBinary(OperationSchema, created));
      expect(packedAlone(fromConnectOperation(sent))).toEqual(message);
      // Without `create`, too.
      expect(packedAlone(fromConnectOperation(toConnectOperation(message)))).toEqual(message);
    });

    it(`a handler returns what was converted, and a generated client gets it: ${kind}`, async () => {
      const answer = await call(() => toConnectOperation(message));
      expect(packedAlone(fromConnectOperation(answer))).toEqual(message);
    });
  }

  it('what a generated client got is polled as it is', async () => {
    const operation = await call(() => ({ name: 'operations/1', done: false }));
    const client = connectOperationsClient(transportTo(() => ({ name: 'operations/1', done: true })));
    expect((await lastValueFrom(pollOperation$(client, operation))).status).toBe('succeeded');
  });

  it('details of google.rpc are unpacked, and of types that are found', () => {
    const { error } = fromConnectOperation(create(OperationSchema, toConnectOperation(messagesOf(inBytes)['failed']!)));
    expect(findDetail(error!, 'google.rpc.ErrorInfo')?.reason).toBe('R');
    const packed = { typeUrl: 'type.googleapis.com/acme.v1.Progress', value: Uint8Array.of(8, 7) };
    const failed = {
      name: 'operations/1',
      done: true,
      result: { case: 'error', value: { code: 5, details: [packed] } },
    };
    const found = fromConnectOperation(failed, (typeName) =>
      typeName === progressType.typeName ? progressType : undefined,
    );
    expect(found.error?.details[0]?.value).toEqual(jasmine.objectContaining({ percent: 7 }));
  });

  it('an Any without type and bytes is absent', () => {
    const empty = { typeUrl: '', value: new Uint8Array() };
    const message = create(OperationSchema, {
      name: 'operations/1',
      done: true,
      metadata: empty,
      result: { case: 'response', value: empty },
    });
    expect(fromConnectOperation(message)).toEqual({ name: 'operations/1', done: true });
  });

  it('what is no operation is refused', () => {
    const report: object = create(acme.getMessage('acme.v1.Report')!);
    expect(() => fromConnectOperation(report)).toThrowError(TypeError, /but found acme.v1.Report/);
  });

  it('what came as JSON is packed by its type, or refused', () => {
    const metadata = { typeUrl: 'type.googleapis.com/acme.v1.Progress', json: { percent: 7 } };
    const message: OperationMessage = { name: 'operations/1', done: false, metadata };
    const found = toConnectOperation(message, () => progressType);
    expect(found.metadata).toEqual({ typeUrl: metadata.typeUrl, value: Uint8Array.of(8, 7) });
    expect(() => toConnectOperation(message)).toThrowError(
      TypeError,
      'A message of acme.v1.Progress came as JSON and cannot be sent as bytes: findType must find a message type with fromJson and toBinary.',
    );
  });

  for (const [kind, init] of Object.entries(errorsOf(inBytes))) {
    it(`an error is the same when a handler throws it: ${kind}`, async () => {
      const error = new RpcError({ ...init, headers: { 'x-request-id': 'r-1' } });
      const failure = await call(() => {
        throw toConnectError(error);
      }).catch((thrown: unknown) => thrown);
      expect(failure).toBeInstanceOf(ConnectError);
      const told = fromConnectError(failure);
      expect(told.message).toBe(error.message);
      expect([told.code, told.origin, told.retryDelay]).toEqual([error.code, 'server', error.retryDelay]);
      expect(told.details.map(({ packed }) => packed)).toEqual(error.details.map(({ packed }) => packed));
      expect(told.headers['x-request-id']).toBe('r-1');
    });
  }

  it('an error in this process is found in its cause', () => {
    const error = new RpcError({ code: StatusCode.ABORTED, message: 'no', origin: 'caller' });
    expect(fromConnectError(toConnectError(error))).toBe(error);
  });

  it('headers of another answer are not sent with this one', () => {
    const headers = {
      'content-type': 'application/grpc',
      'content-length': '7',
      'grpc-encoding': 'gzip',
      'access-control-allow-origin': '*',
      date: 'Sat, 28 Nov 2026 12:00:00 GMT',
      'retry-after': '9',
      'x-request-id': 'r-1',
    };
    const { metadata } = toConnectError(new RpcError({ code: StatusCode.ABORTED, message: 'no', headers }));
    expect(Object.fromEntries(metadata)).toEqual({ 'retry-after': '9', 'x-request-id': 'r-1' });
  });

  it('an operation that failed is told as an error, with a code that Connect has', () => {
    const details = [detailOf('google.rpc.ErrorInfo', { reason: 'QUOTA' })];
    const error = toConnectError(new OperationError('operations/1', { code: 99, message: 'no', details }));
    expect([error.code, error.rawMessage]).toEqual([Code.Unknown, 'no']);
    expect(error.details.length).toBe(1);
  });

  it('details that came as JSON are sent where their type is found, and left out else', () => {
    const error = new RpcError({ code: StatusCode.ABORTED, message: 'no', details: [] });
    const details = [inJson.unknown, { typeUrl: 'type.googleapis.com/acme.v1.Progress', json: { percent: 7 } }];
    const withJson = { ...error, statusMessage: 'no', details: details.map((packed) => ({ typeName: 'x', packed })) };
    const find = (typeName: string) => (typeName === progressType.typeName ? progressType : undefined);
    expect(toConnectError(withJson).details).toEqual([]);
    expect(toConnectError(withJson, find).details).toEqual([{ type: 'acme.v1.Progress', value: Uint8Array.of(8, 7) }]);
  });

  it('a failure of any kind is an RpcError', async () => {
    expect(fromConnectError(new TypeError('fetch failed')).origin).toBe('connection');
    expect(fromConnectError(new ConnectError('no', Code.NotFound, { a: 'b' })).code).toBe(StatusCode.NOT_FOUND);
    const type = messageTypeOf(acme.getMessage('acme.v1.Progress')!);
    const thrown = new ConnectError('no', Code.Aborted, { a: 'b' });
    thrown.details = [{ type: 'acme.v1.Progress', value: Uint8Array.of(8, 7) }];
    expect(fromConnectError(thrown, () => type).details[0]?.value).toEqual(jasmine.objectContaining({ percent: 7 }));
    const client = connectOperationsClient(
      transportTo(() => {
        throw toConnectError(new RpcError({ code: StatusCode.ABORTED, message: 'no' }));
      }),
    );
    expect((await rpcFailureOf(getOperation$(client, 'operations/1'))).code).toBe(StatusCode.ABORTED);
    expect(await failureOf(getOperation$(client, 'operations/1'))).toBeInstanceOf(RpcError);
  });
});
