import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import { map } from 'rxjs';
import type { ListOperationsRequest, OperationsClient } from '../core/client/operations-client.js';
import { durationToMs } from '../protobuf/duration.js';
import { toWireOperation } from '../protobuf/operation-wire.js';
import type { WireDuration } from '../protobuf/wire.js';
import type { GrpcParts } from './grpc-handler.js';
import { grpcHandler } from './grpc-handler.js';

/** A request as proto-loader decodes it: a field that was not set is absent. */
interface NamedRequest {
  readonly name?: string;
}

/** `google.longrunning.Operations` for grpc-js, answered by any operations client. */
export function operationsGrpcService(operations: OperationsClient, parts: GrpcParts): UntypedServiceImplementation {
  return {
    GetOperation: grpcHandler(
      ({ name = '' }: NamedRequest) => operations.getOperation({ name }).pipe(map(toWireOperation)),
      parts,
    ),
    ListOperations: grpcHandler(
      (request: Partial<ListOperationsRequest>) =>
        operations
          .listOperations({ ...request, name: request.name ?? '' })
          .pipe(map((page) => ({ ...page, operations: page.operations.map(toWireOperation) }))),
      parts,
    ),
    WaitOperation: grpcHandler(
      ({ name = '', timeout }: NamedRequest & { readonly timeout?: WireDuration }) =>
        operations.waitOperation({ name, timeout: timeout && durationToMs(timeout) }).pipe(map(toWireOperation)),
      parts,
    ),
    CancelOperation: grpcHandler(
      ({ name = '' }: NamedRequest) => operations.cancelOperation({ name }).pipe(map(() => ({}))),
      parts,
    ),
    DeleteOperation: grpcHandler(
      ({ name = '' }: NamedRequest) => operations.deleteOperation({ name }).pipe(map(() => ({}))),
      parts,
    ),
  };
}
