import type { MethodDefinition, Options as LoaderOptions } from '@grpc/proto-loader';
import type { ServiceError } from '@grpc/grpc-js';
import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { operationsProtos } from 'google-gax';
import { loadGrpcConverters, loadMessageTypes } from '../../src/grpc/index.js';
import type { GrpcConverters } from '../../src/grpc/index.js';
import type { MessageType, OperationMessage } from '../../src/index.js';
import {
  findDetail,
  getOperation$,
  isRpcError,
  OperationError,
  pollOperation$,
  RpcError,
  StatusCode,
  toStatusDetail,
} from '../../src/index.js';
import { toRestError, toRestOperation } from '../../src/rest/index.js';
import { errorsOf, inBytes, inJson, messagesOf, packedAlone } from '../support/converted.js';
import { rpcFailureOf } from '../support/grpc-failure.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { googleDefinitions, serveRaw } from '../support/grpc-raw-server.js';
import { NAME, text } from '../support/messages.js';
import { lastValueFrom } from 'rxjs';

/** How applications load Google's definitions. */
const loaders: Readonly<Record<string, LoaderOptions>> = {
  'keepCase: false': { keepCase: false },
  'keepCase: true': { keepCase: true },
  'defaults and oneofs': { defaults: true, oneofs: true, longs: String, enums: String },
  'bytes: String': { bytes: String },
};

interface Serializer {
  serialize(message: object): Buffer;
  deserialize(bytes: Buffer): object;
}

const { Operation: GaxOperation } = operationsProtos.google.longrunning;

/** Text that reads and writes JSON, too. */
const textOfJson: MessageType<string> = { ...text, toJson: (message) => ({ text: message }) };

describe('The converters of gRPC', () => {
  const fixture = grpcFixture();
  let converters: GrpcConverters;

  beforeAll(async () => {
    converters = await loadGrpcConverters();
  });

  for (const [kind, message] of Object.entries(messagesOf(inBytes))) {
    for (const [title, options] of Object.entries(loaders)) {
      it(`an operation is the same there and back: ${kind}, by proto-loader with ${title}`, () => {
        const type = googleDefinitions(options)['google.longrunning.Operation'] as unknown as Serializer;
        const { fromOperation, toOperation } = converters;
        expect(packedAlone(fromOperation(type.deserialize(type.serialize(toOperation(message)))))).toEqual(message);
      });
    }

    it(`an operation is the same there and back: ${kind}, by google-gax`, () => {
      const { fromOperation, toOperation } = converters;
      const bytes = GaxOperation.encode(GaxOperation.fromObject(toOperation(message))).finish();
      expect(packedAlone(fromOperation(GaxOperation.decode(bytes)))).toEqual(message);
    });

    it(`an operation is read as ts-proto has it: ${kind}`, () => {
      const { metadata, error, response } = message;
      const flat = {
        name: message.name,
        done: message.done,
        metadata,
        error: error && { ...error, details: error.details.map(({ packed }) => packed) },
        response,
      };
      expect(packedAlone(converters.fromOperation(flat))).toEqual(message);
      const { error: failed, response: succeeded, ...rest } = flat;
      const result = failed
        ? { $case: 'error', error: failed }
        : succeeded && { $case: 'response', response: succeeded };
      expect(packedAlone(converters.fromOperation({ ...rest, result } as object))).toEqual(message);
    });
  }

  it('an Any without type and bytes is absent', () => {
    const bytes = GaxOperation.encode({ name: NAME, done: true, metadata: {}, response: {} }).finish();
    expect(converters.fromOperation(GaxOperation.decode(bytes))).toEqual({ name: NAME, done: true });
  });

  it('details of google.rpc are unpacked, and of types that are found', async () => {
    const { failed } = messagesOf(inBytes);
    const { error } = converters.fromOperation(converters.toOperation(failed!));
    expect(findDetail(error!, 'google.rpc.ErrorInfo')).toEqual({ reason: 'R', domain: 'd', metadata: {} });
    const types = await loadMessageTypes(['google/protobuf/timestamp.proto']);
    const timestamp = { type_url: 'type.googleapis.com/google.protobuf.Timestamp', value: Uint8Array.of(8, 1) };
    const withTypes = await loadGrpcConverters(types.find);
    const found = withTypes.fromOperation({
      name: NAME,
      done: true,
      error: { code: 5, details: [timestamp] },
    } as object);
    expect(found.error?.details[0]?.value).toEqual({ seconds: '1', nanos: 0 });
  });

  it('what came as JSON is packed by its type, or refused', async () => {
    const response = { typeUrl: 'type.googleapis.com/acme.v1.Text', json: { text: 'ü' } };
    const message: OperationMessage = { name: NAME, done: true, response };
    const { toOperation } = await loadGrpcConverters(() => textOfJson);
    expect(toOperation(message).response).toEqual({ type_url: response.typeUrl, value: new TextEncoder().encode('ü') });
    expect(() => converters.toOperation(message)).toThrowError(
      TypeError,
      'A message of acme.v1.Text came as JSON and cannot be sent as bytes: findType must find a message type with fromJson and toBinary.',
    );
  });

  it('a handler answers with what was converted, and polling takes what a generated client got', async () => {
    const { succeeded, running } = messagesOf(inBytes);
    const server = await serveRaw(fixture, (_, callback) => callback(null, converters.toOperation(succeeded!)));
    const client = await fixture.connect(server.target);
    const state = await lastValueFrom(pollOperation$(client, converters.toOperation(running!)));
    expect(state.status === 'succeeded' && state.response).toEqual(inBytes.known);
  });

  for (const [kind, init] of Object.entries(errorsOf(inBytes))) {
    it(`an error is the same when a handler calls back with it: ${kind}`, async () => {
      const error = new RpcError(init);
      const server = await serveRaw(fixture, (_, callback) => callback(converters.toError(error)));
      const failures = [
        converters.fromError(await failureOfBareClient(server.target)),
        await rpcFailureOf(getOperation$(await fixture.connect(server.target), NAME)),
      ];
      for (const told of failures) {
        expect([told.code, told.statusMessage, told.origin, told.retryDelay]).toEqual([
          error.code,
          error.statusMessage,
          'server',
          error.retryDelay,
        ]);
        expect(told.details.map(({ packed }) => packed)).toEqual(error.details.map(({ packed }) => packed));
      }
      expect(failures[0]!.message).toBe(error.message);
    });
  }

  it('an error that came as JSON is told with the details whose types are found', async () => {
    const found = { typeUrl: 'type.googleapis.com/acme.v1.Text', json: { text: 'ü' } };
    const details = [inJson.unknown, found].map((packed) => toStatusDetail(packed));
    const error = new OperationError(NAME, { code: 99, message: 'no', details });
    const { toError } = await loadGrpcConverters((typeName) => (typeName === text.typeName ? textOfJson : undefined));
    const told = converters.fromError(toError(error));
    expect([told.code, told.statusMessage]).toEqual([StatusCode.UNKNOWN, 'no']);
    expect(told.details.map(({ packed }) => packed)).toEqual([
      { typeUrl: found.typeUrl, value: new TextEncoder().encode('ü') },
    ]);
    expect(converters.toError(error).metadata.getMap()).toEqual({});
  });

  it('types of proto files lead from REST to gRPC and back', async () => {
    const { find } = await loadMessageTypes(['google/rpc/error_details.proto']);
    const { toOperation, toError, fromError } = await loadGrpcConverters(find);
    const known = { name: NAME, done: true, response: inJson.known };
    expect(converters.fromOperation(toOperation(known)).response).toEqual(inBytes.known);
    const back = toRestOperation({ ...known, response: inBytes.known }, find);
    expect(back.response).toEqual({ '@type': inJson.known.typeUrl, reason: 'R', domain: 'd' });

    const error = new RpcError({ code: StatusCode.ABORTED, message: 'no', details: [toStatusDetail(inJson.known)] });
    const told = fromError(toError(error));
    expect(told.details[0]?.packed).toEqual(inBytes.known);
    expect(toRestError(told, find)).toEqual(toRestError(error));
  });

  it('details that are larger than trailers may be are left out', () => {
    const huge = { typeUrl: 'type.googleapis.com/acme.v1.Text', value: new Uint8Array(10_000) };
    const error = new RpcError({ code: StatusCode.ABORTED, message: 'no', details: [toStatusDetail(huge)] });
    const { code, details, metadata } = converters.toError(error);
    expect([code, details, metadata.getMap()]).toEqual([StatusCode.ABORTED, 'no', {}]);
    expect(metadata).toBeInstanceOf(Metadata);
  });

  it('a failure of any kind is an RpcError', () => {
    for (const failure of [new Error('no'), 'no', undefined, { code: 5, details: 'no' }]) {
      expect(isRpcError(converters.fromError(failure))).toBeTrue();
    }
    const error = new RpcError({ code: StatusCode.ABORTED, message: 'no' });
    expect(converters.fromError(error)).toBe(error);
  });

  /** What a call of a bare client of grpc-js fails with. */
  function failureOfBareClient(target: string): Promise<ServiceError | null> {
    const service = googleDefinitions()['google.longrunning.Operations'] as unknown as {
      readonly GetOperation: MethodDefinition<object, object>;
    };
    const { path, requestSerialize, responseDeserialize } = service.GetOperation;
    const client = new Client(target, credentials.createInsecure());
    fixture.closeLater(() => client.close());
    return new Promise((resolve) => {
      client.makeUnaryRequest(path, requestSerialize, responseDeserialize, { name: NAME }, resolve);
    });
  }
});
