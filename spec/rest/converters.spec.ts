import type { DescMessage } from '@bufbuild/protobuf';
import { create } from '@bufbuild/protobuf';
import { DurationSchema, EmptySchema, StructSchema, TimestampSchema } from '@bufbuild/protobuf/wkt';
import { lastValueFrom } from 'rxjs';
import { messageTypeOf } from '../../src/connect/index.js';
import type { MessageType, PackedBinary, PackedJson } from '../../src/index.js';
import {
  findDetail,
  OperationError,
  pack,
  pollOperation$,
  RpcError,
  StatusCode,
  toStatusDetail,
} from '../../src/index.js';
import {
  fromRestError,
  fromRestOperation,
  restOperationsClient,
  toRestError,
  toRestOperation,
} from '../../src/rest/index.js';
import { packReport, reportType } from '../connect/google-service.js';
import { errorsOf, inBytes, inJson, messagesOf, packedAlone } from '../support/converted.js';
import { NAME } from '../support/messages.js';

/** As it is sent and received. */
const sent = (json: unknown): unknown => JSON.parse(JSON.stringify(json));

const finding =
  (...types: readonly MessageType<unknown>[]) =>
  (typeName: string) =>
    types.find((type) => type.typeName === typeName);

describe('The converters of REST', () => {
  for (const [kind, message] of Object.entries(messagesOf(inJson))) {
    it(`an operation is the same there and back: ${kind}`, () => {
      expect(packedAlone(fromRestOperation(sent(toRestOperation(message))))).toEqual(message);
    });
  }

  it('writes what a REST API answers', () => {
    const { failed, running, succeeded } = messagesOf(inJson);
    const errorInfo = { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'R', domain: 'd' };
    const unknown = { '@type': 'type.googleapis.com/acme.v1.Unknown', count: 1 };
    expect(toRestOperation(running!)).toEqual({ name: NAME });
    expect(toRestOperation(succeeded!)).toEqual({ name: NAME, done: true, metadata: unknown, response: errorInfo });
    const error = { code: 10, message: 'no ü', details: [errorInfo, unknown] };
    expect(toRestOperation(failed!)).toEqual({ name: NAME, done: true, metadata: unknown, error });
  });

  it('what a server sent is read, with the details of google.rpc unpacked', () => {
    const details = [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'QUOTA' }];
    const { error, response } = fromRestOperation({
      name: NAME,
      done: true,
      error: { code: 8, message: 'no', details },
      response: {},
    });
    expect(findDetail(error!, 'google.rpc.ErrorInfo')).toEqual({ reason: 'QUOTA', domain: '', metadata: {} });
    expect(response).toBeUndefined();
    expect(() => fromRestOperation({ status: 'DONE' })).toThrowError(TypeError, /but found an object/);
  });

  it('JSON that a webhook brought is polled as it is', async () => {
    const fetch = () => Promise.resolve(new Response('{"name": "operations/1", "done": true}'));
    const client = restOperationsClient({ baseUrl: 'https://example.com', fetch });
    const json = { name: NAME, metadata: { '@type': 'type.googleapis.com/acme.v1.Unknown', count: 1 } };
    expect((await lastValueFrom(pollOperation$(client, json))).status).toBe('succeeded');
    expect((await lastValueFrom(pollOperation$(client, fromRestOperation(json)))).status).toBe('succeeded');
  });

  it('what came in bytes is written by its type, in the form that JSON has for it', () => {
    const written = (type: MessageType<unknown>, response: PackedBinary, json: object): void => {
      const operation = toRestOperation({ name: NAME, done: true, response }, finding(type));
      expect(operation.response).toEqual({ '@type': response.typeUrl, ...json });
      const read = fromRestOperation(sent(operation)).response as PackedJson;
      // Back in bytes, it is the same.
      expect(type.toBinary?.(type.fromJson?.(read.json))).toEqual(response.value);
    };
    written(reportType, packReport({ title: 'ü', pageCount: 3 }), { title: 'ü', pageCount: 3 });
    for (const [schema, init, json] of [
      [TimestampSchema, { seconds: 1n }, { value: '1970-01-01T00:00:01Z' }],
      [DurationSchema, { seconds: 1n }, { value: '1s' }],
      [StructSchema, {}, { value: {} }],
      [EmptySchema, {}, {}],
    ] as const) {
      const type = messageTypeOf<DescMessage>(schema);
      written(type, pack(create<DescMessage>(schema, init), type), json);
    }
  });

  it('what came in bytes and is of no known type is refused', () => {
    for (const kind of ['with metadata', 'succeeded', 'failed'] as const) {
      expect(() => toRestOperation(messagesOf(inBytes)[kind]!)).toThrowError(
        TypeError,
        /^A message of [\w.]+ came as bytes and cannot be sent as JSON: findType must find a message type with fromBinary and toJson[.]$/,
      );
    }
  });

  for (const [kind, init] of Object.entries(errorsOf(inJson))) {
    it(`an error is the same there and back: ${kind}`, () => {
      const error = new RpcError(init);
      const { status, body } = toRestError(error);
      const told = fromRestError(status, sent(body));
      expect([told.code, told.message, told.origin, told.retryDelay]).toEqual([
        error.code,
        error.message,
        'server',
        error.retryDelay,
      ]);
      const packed = told.details.map((detail) => detail.packed);
      expect(packed.slice(0, error.details.length)).toEqual(error.details.map((detail) => detail.packed));
    });
  }

  it('an error has the form of Google', () => {
    const error = new RpcError({ code: StatusCode.UNAVAILABLE, message: 'later', retryDelay: 1_500 });
    expect(toRestError(error)).toEqual({
      status: 503,
      body: {
        error: {
          code: 503,
          message: 'later',
          status: 'UNAVAILABLE',
          details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '1.5s' }],
        },
      },
    });
  });

  it('an error never fails for its details: those of no known type have their bytes in base64', () => {
    const details = [toStatusDetail(packReport({ title: 'a', pageCount: 1 })), toStatusDetail(inBytes.unknown)];
    const error = new OperationError(NAME, { code: StatusCode.ABORTED, message: 'no', details });
    const { status, body } = toRestError(error, finding(reportType));
    expect(status).toBe(409);
    expect(body.error.details).toEqual([
      { '@type': 'type.googleapis.com/acme.v1.Report', title: 'a', pageCount: 1 },
      { '@type': 'type.googleapis.com/acme.v1.Unknown', value: 'CAE=' },
    ]);
  });

  it('an error of a list, of a gateway and of a proxy', () => {
    const error = { code: 404, message: 'no', status: 'NOT_FOUND' };
    expect(fromRestError(404, [{ error }]).code).toBe(StatusCode.NOT_FOUND);
    expect(fromRestError(404, { code: 5, message: 'no', details: [] }).message).toBe('NOT_FOUND: no');
    for (const body of ['<html>', undefined, null, {}, []]) {
      const { code, origin, message } = fromRestError(502, body);
      expect([code, origin, message]).toEqual([StatusCode.UNAVAILABLE, 'connection', 'UNAVAILABLE: HTTP 502']);
    }
  });
});
