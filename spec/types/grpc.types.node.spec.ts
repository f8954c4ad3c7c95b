import type { Metadata, sendUnaryData, StatusObject } from '@grpc/grpc-js';
import { expectTypeOf } from 'expect-type';
import type { GrpcConverters, GrpcStatus, WireOperation } from '../../src/grpc/index.js';
import { loadGrpcConverters } from '../../src/grpc/index.js';
import type { FindType, OperationError, OperationLike, OperationMessage, RpcError } from '../../src/index.js';

describe('the types of the converters of gRPC', () => {
  it('take and give what grpc-js and proto-loader have', () => {
    expectTypeOf(loadGrpcConverters).parameters.toEqualTypeOf<[findType?: FindType]>();
    expectTypeOf(loadGrpcConverters).returns.resolves.toEqualTypeOf<GrpcConverters>();
    expectTypeOf<GrpcConverters['fromOperation']>().toEqualTypeOf<(operation: OperationLike) => OperationMessage>();
    expectTypeOf<GrpcConverters['toOperation']>().returns.toEqualTypeOf<WireOperation>();
    expectTypeOf<WireOperation>().toExtend<OperationLike>();
    expectTypeOf<GrpcConverters['fromError']>().toEqualTypeOf<(error: unknown) => RpcError>();
    expectTypeOf<GrpcConverters['toError']>().toBeCallableWith({} as RpcError);
    expectTypeOf<GrpcConverters['toError']>().toBeCallableWith({} as OperationError);
    // @ts-expect-error any other error has no code that is known
    expectTypeOf<GrpcConverters['toError']>().toBeCallableWith(new Error('no'));
    expect(loadGrpcConverters).toBeInstanceOf(Function);
  });

  it('a status is one to call back with', () => {
    expectTypeOf<GrpcStatus<Metadata>>().toExtend<Partial<StatusObject>>();
    expectTypeOf<GrpcStatus<Metadata>>().toExtend<NonNullable<Parameters<sendUnaryData<object>>[0]>>();
    expect(loadGrpcConverters).toBeInstanceOf(Function);
  });
});
