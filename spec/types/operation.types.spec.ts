import { expectTypeOf } from 'expect-type';
import type { Observable } from 'rxjs';
import type {
  MessageType,
  OperationError,
  OperationMessage,
  OperationMessageJson,
  OperationsClient,
  OperationState,
  PackedMessage,
  RpcError,
} from '../../src/index.js';
import {
  cancel$,
  findDetail,
  getOperation$,
  isOperationError,
  isRpcError,
  listOperations$,
  Operation,
  pack,
  unpack,
} from '../../src/index.js';
import { count, NAME, succeeded, text } from '../support/messages.js';
import { rpcError } from '../support/rpc-errors.js';
import { ScriptedClient } from '../support/scripted-client.js';

const client = new ScriptedClient();

describe('the types of an Operation', () => {
  it('are inferred from responseType and metadataType', async () => {
    const operation = new Operation(client, succeeded('hello'), { responseType: text, metadataType: count });
    expectTypeOf(operation).toEqualTypeOf<Operation<string, number>>();
    expectTypeOf(operation.state$).toEqualTypeOf<Observable<OperationState<string, number>>>();
    expectTypeOf(operation.metadata.bind(operation)).returns.toEqualTypeOf<number>();
    expectTypeOf(operation.poll()).resolves.toEqualTypeOf<string | undefined>();
    expectTypeOf(operation.toJSON()).toEqualTypeOf<OperationMessageJson>();
    const response = await operation.wait();
    expectTypeOf(response).toEqualTypeOf<string>();
    expectTypeOf(await operation.waitWithInterval(5)).toEqualTypeOf<string>();
    expect(response).toBe('hello');
  });

  it('are inferred by fromName and fromJson, too', () => {
    const byName = Operation.fromName(client, NAME, { responseType: text });
    expectTypeOf(byName).toEqualTypeOf<Operation<string>>();
    expectTypeOf(Operation.fromName(client, NAME)).toEqualTypeOf<Operation>();
    const byJson = Operation.fromJson(client, byName.toJSON(), { metadataType: count });
    expectTypeOf(byJson).toEqualTypeOf<Operation<PackedMessage, number>>();
    expect(byJson.name).toBe(byName.name);
  });

  it('refuse what a handle has not', () => {
    const operation = Operation.fromName(client, NAME);
    // @ts-expect-error a handle has no timeout: each wait has one
    expect(Operation.fromName(client, NAME, { timeout: 5 }).name).toBe(NAME);
    expectTypeOf(operation).pick<'name' | 'done'>().toEqualTypeOf<{ readonly name: string; readonly done: boolean }>();
    // @ts-expect-error a list, as google-gax answers with, is not an operation
    expect(() => new Operation(client, [{ name: NAME, done: false }])).toThrowError(TypeError);
    // @ts-expect-error a handle is not thenable
    expect(operation.then).toBeUndefined();
  });
});

describe('the types of the seam', () => {
  it('are those of the five methods', () => {
    expectTypeOf(client).toExtend<OperationsClient>();
    expectTypeOf(getOperation$(client, NAME)).toEqualTypeOf<Observable<OperationMessage>>();
    expectTypeOf(listOperations$(client, { name: 'operations' })).toEqualTypeOf<Observable<OperationMessage>>();
    expectTypeOf(cancel$(client, succeeded())).toEqualTypeOf<Observable<void>>();
    // @ts-expect-error the collection must be named
    expect(() => listOperations$(client, {})).toThrowError(TypeError);
  });

  it('narrow errors by their guards', () => {
    const error: unknown = rpcError(5);
    if (isOperationError(error)) expectTypeOf(error).toEqualTypeOf<OperationError>();
    if (isRpcError(error)) expectTypeOf(error).toEqualTypeOf<RpcError>();
    // @ts-expect-error an unknown error has no code before a guard has looked
    expect(error.code).toBe(5);
  });

  it('know the details that callers read most, by name', () => {
    const reason = findDetail(rpcError(5), 'google.rpc.ErrorInfo')?.reason;
    expectTypeOf(reason).toEqualTypeOf<string | undefined>();
    expectTypeOf(findDetail(rpcError(5), 'acme.v1.Text')).toBeUnknown();
    // @ts-expect-error ErrorInfo has no cause
    expect(findDetail(rpcError(5), 'google.rpc.ErrorInfo')?.cause).toBe(reason);
  });

  it('pack and unpack by a message type', () => {
    const packed = pack(3, count);
    expectTypeOf(unpack(packed, count)).toEqualTypeOf<number>();
    expectTypeOf(text).toEqualTypeOf<MessageType<string>>();
    // @ts-expect-error a text is no count
    expect(pack('three', count).value.length).toBe(0);
    expect(unpack(packed, count)).toBe(3);
  });
});
