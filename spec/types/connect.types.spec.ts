import type { GenMessage } from '@bufbuild/protobuf/codegenv2';
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { Duration, Timestamp } from '@bufbuild/protobuf/wkt';
import { DurationSchema, TimestampSchema } from '@bufbuild/protobuf/wkt';
import type { ConnectError, Transport } from '@connectrpc/connect';
import { createRouterTransport } from '@connectrpc/connect';
import { expectTypeOf } from 'expect-type';
import type { ConnectOperation } from '../../src/connect/index.js';
import {
  connectOperationsClient,
  fromConnectError,
  fromConnectOperation,
  messageTypeOf,
  toConnectError,
  toConnectOperation,
} from '../../src/connect/index.js';
import type {
  BoundedClient,
  FindType,
  MessageType,
  OperationError,
  OperationMessage,
  OperationsClient,
  RpcError,
} from '../../src/index.js';
import { pollOperation$ } from '../../src/index.js';
import type { GeneratedOperation } from '../connect/generated-operations.js';
import { NAME } from '../support/messages.js';

describe('the types of the converters of Connect', () => {
  it('take a generated message, and give what one is created from', () => {
    expectTypeOf(fromConnectOperation).toBeCallableWith({} as GeneratedOperation);
    expectTypeOf(fromConnectOperation).returns.toEqualTypeOf<OperationMessage>();
    // @ts-expect-error a name is not an operation
    expect(() => fromConnectOperation(NAME)).toThrowError(TypeError);
    expectTypeOf(toConnectOperation).parameters.toEqualTypeOf<[message: OperationMessage, findType?: FindType]>();
    expectTypeOf(toConnectOperation).returns.toEqualTypeOf<ConnectOperation>();
    expectTypeOf<ConnectOperation>().toExtend<MessageInitShape<GenMessage<GeneratedOperation>>>();
  });

  it('take and give errors', () => {
    expectTypeOf(fromConnectError).parameters.toEqualTypeOf<[error: unknown, findType?: FindType]>();
    expectTypeOf(fromConnectError).returns.toEqualTypeOf<RpcError>();
    expectTypeOf(toConnectError).toBeCallableWith({} as RpcError);
    expectTypeOf(toConnectError).toBeCallableWith({} as OperationError);
    // @ts-expect-error any other error has no code that is known
    expectTypeOf(toConnectError).toBeCallableWith(new Error('no'));
    expectTypeOf(toConnectError).returns.toEqualTypeOf<ConnectError>();
    expect(toConnectError).toBeInstanceOf(Function);
  });
});

describe('the types of the Connect client', () => {
  const transport = createRouterTransport(() => undefined);

  it('take any transport, and give an OperationsClient', () => {
    expectTypeOf<typeof transport>().toExtend<Transport>();
    expectTypeOf(connectOperationsClient(transport)).toEqualTypeOf<BoundedClient>();
    expectTypeOf<BoundedClient>().toExtend<OperationsClient>();
    // @ts-expect-error a URL is no transport
    expect(() => connectOperationsClient('https://example.com')).toThrowError(TypeError);
  });

  it('know the message of a schema, without a type argument', () => {
    const type = messageTypeOf(TimestampSchema);
    expectTypeOf(type).toExtend<MessageType<Timestamp>>();
    expectTypeOf(type.fromJson('2023-11-14T22:13:20Z')).toEqualTypeOf<Timestamp>();
    expectTypeOf(type.toBinary).parameter(0).toEqualTypeOf<Timestamp>();
    expect(type.typeName).toBe(TimestampSchema.typeName);
  });

  it('infer the states of an operation from the schemas', () => {
    const states$ = pollOperation$(connectOperationsClient(transport), NAME, {
      responseType: messageTypeOf(TimestampSchema),
      metadataType: messageTypeOf(DurationSchema),
    });
    const check = states$.subscribe({
      next: (state) => {
        expectTypeOf(state.metadata).toEqualTypeOf<Duration | undefined>();
        if (state.status === 'succeeded') expectTypeOf(state.response).toEqualTypeOf<Timestamp>();
      },
      error: () => undefined,
    });
    check.unsubscribe();
    expect(check.closed).toBeTrue();
  });

  it('take message types of any kind for details', () => {
    const options = { detailTypes: [messageTypeOf(TimestampSchema), messageTypeOf(DurationSchema)] };
    expectTypeOf(connectOperationsClient).toBeCallableWith(transport, options);
    // @ts-expect-error a name is not a message type
    expectTypeOf(connectOperationsClient).toBeCallableWith(transport, { detailTypes: [TimestampSchema.typeName] });
    expect(connectOperationsClient(transport, options).maxPendingWaits).toBeGreaterThan(0);
  });
});
