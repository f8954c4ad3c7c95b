import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import { map } from 'rxjs';
import type { ListOperationsRequest, OperationsClient } from '../core/client/operations-client.js';
import { durationToMs } from '../protobuf/duration.js';
import { toWireOperation } from '../protobuf/operation-wire.js';
import type { WireDuration } from '../protobuf/wire.js';
import type { GrpcParts } from './grpc-handler.js';
import { grpcHandler } from './grpc-handler.js';

/** Requests as proto-loader decodes them, with defaults. */
interface NamedRequest {
  readonly name: string;
}

interface WaitRequest extends NamedRequest {
  readonly timeout: WireDuration | null;
}

/** `google.longrunning.Operations` for grpc-js, answered by any operations client. */
export function operationsGrpcService(operations: OperationsClient, parts: GrpcParts): UntypedServiceImplementation {
  return {
    GetOperation: grpcHandler(
      ({ name }: NamedRequest) => operations.getOperation({ name }).pipe(map(toWireOperation)),
      parts,
    ),
    ListOperations: grpcHandler(
      (request: ListOperationsRequest) =>
        operations
          .listOperations(request)
          .pipe(map((page) => ({ ...page, operations: page.operations.map(toWireOperation) }))),
      parts,
    ),
    WaitOperation: grpcHandler(
      ({ name, timeout }: WaitRequest) =>
        operations
          .waitOperation(timeout ? { name, timeout: durationToMs(timeout) } : { name })
          .pipe(map(toWireOperation)),
      parts,
    ),
    CancelOperation: grpcHandler(
      ({ name }: NamedRequest) => operations.cancelOperation({ name }).pipe(map(() => ({}))),
      parts,
    ),
    DeleteOperation: grpcHandler(
      ({ name }: NamedRequest) => operations.deleteOperation({ name }).pipe(map(() => ({}))),
      parts,
    ),
  };
}
