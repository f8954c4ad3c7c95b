import { expectTypeOf } from 'expect-type';
import { of } from 'rxjs';
import type {
  BoundedClient,
  FindType,
  MessageType,
  OperationError,
  OperationLike,
  OperationMessage,
  OperationsClient,
  RpcError,
} from '../../src/index.js';
import { pollOperation$ } from '../../src/index.js';
import type { RestClientOptions, RestError, RestFetch, RestOperation } from '../../src/rest/index.js';
import {
  fromRestError,
  fromRestOperation,
  jsonMessageType,
  restOperationsClient,
  toRestError,
  toRestOperation,
} from '../../src/rest/index.js';

const baseUrl = 'https://example.com';

describe('the types of rxjs-longrunning/rest', () => {
  it('a client is an OperationsClient', () => {
    expectTypeOf(restOperationsClient).parameters.toEqualTypeOf<[RestClientOptions]>();
    expectTypeOf(restOperationsClient).returns.toEqualTypeOf<BoundedClient>();
    expectTypeOf<BoundedClient>().toExtend<OperationsClient>();
    expect(restOperationsClient({ baseUrl })).toBeDefined();
  });

  it('headers are a record, or a function that gives one in any way', () => {
    const record = { authorization: 'Bearer x' };
    const all: RestClientOptions['headers'][] = [undefined, record, () => record, async () => record, () => of(record)];
    for (const headers of all) expect(restOperationsClient({ baseUrl, headers })).toBeDefined();
    // @ts-expect-error a header is a text
    expect(() => restOperationsClient({ baseUrl, headers: { 'x-count': 1 } })).toThrowError(TypeError);
    // @ts-expect-error made anew, too
    expect(restOperationsClient({ baseUrl, headers: () => ({ 'x-count': 1 }) })).toBeDefined();
    // @ts-expect-error a promise that is shared would keep an old token: a function makes it
    expect(restOperationsClient({ baseUrl, headers: Promise.resolve(record) })).toBeDefined();
  });

  it('a fetch is that of the platform, or any that takes as much', () => {
    expectTypeOf(fetch).toExtend<RestFetch>();
    const mine = (url: string | URL, init?: RequestInit): Promise<Response> => fetch(url, init);
    expect(restOperationsClient({ baseUrl, fetch: mine })).toBeDefined();
    // @ts-expect-error it gives a Response
    expect(restOperationsClient({ baseUrl, fetch: async () => 'text' })).toBeDefined();
  });

  it('paths are named after the methods', () => {
    const listOperations = (name: string): string => `${name}/operations`;
    expect(restOperationsClient({ baseUrl, paths: { listOperations } })).toBeDefined();
    // @ts-expect-error there is no such method
    expect(restOperationsClient({ baseUrl, paths: { list: listOperations } })).toBeDefined();
    // @ts-expect-error nor is this one
    expect(restOperationsClient({ baseUrl, paths: { maxPendingWaits: listOperations } })).toBeDefined();
  });

  it('a message type of JSON carries its type into the states', () => {
    const responseType = jsonMessageType<{ readonly text: string }>('acme.v1.Text');
    expectTypeOf(responseType).toEqualTypeOf<MessageType<{ readonly text: string }>>();
    expectTypeOf(jsonMessageType('acme.v1.Text')).toEqualTypeOf<MessageType<unknown>>();
    expectTypeOf(jsonMessageType('acme.v1.Count', Number)).toEqualTypeOf<MessageType<number>>();
    pollOperation$(restOperationsClient({ baseUrl }), 'operations/1', { responseType })
      .subscribe((state) => {
        if (state.status === 'succeeded') expectTypeOf(state.response.text).toEqualTypeOf<string>();
      })
      .unsubscribe();
    expect(responseType.typeName).toBe('acme.v1.Text');
  });

  it('converters take any JSON, and give the JSON of operations and errors', () => {
    expectTypeOf(fromRestOperation).parameters.toEqualTypeOf<[json: unknown, findType?: FindType]>();
    expectTypeOf(fromRestOperation).returns.toEqualTypeOf<OperationMessage>();
    expectTypeOf(toRestOperation).parameters.toEqualTypeOf<[message: OperationMessage, findType?: FindType]>();
    expectTypeOf(toRestOperation).returns.toEqualTypeOf<RestOperation>();
    expectTypeOf<RestOperation>().toExtend<OperationLike>();
    expectTypeOf(fromRestError).parameters.toEqualTypeOf<[httpStatus: number, body: unknown, findType?: FindType]>();
    expectTypeOf(fromRestError).returns.toEqualTypeOf<RpcError>();
    expectTypeOf(toRestError).toBeCallableWith({} as RpcError);
    expectTypeOf(toRestError).toBeCallableWith({} as OperationError);
    // @ts-expect-error any other error has no code that is known
    expectTypeOf(toRestError).toBeCallableWith(new Error('no'));
    expectTypeOf(toRestError).returns.toEqualTypeOf<RestError>();
    expect(toRestError).toBeInstanceOf(Function);
  });
});
