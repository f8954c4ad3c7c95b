import type { Metadata } from '@grpc/grpc-js';
import type { OperationMessage } from '../core/model/operation-message.js';
import type { OperationLike } from '../core/model/operation-message-of.js';
import { operationMessageOf } from '../core/model/operation-message-of.js';
import type { RpcError } from '../core/model/rpc-error.js';
import type { SendableError } from '../core/model/sendable-status.js';
import type { FindType } from '../core/model/status.js';
import type { GrpcStatus } from '../protobuf/grpc-status.js';
import { grpcStatusOf } from '../protobuf/grpc-status.js';
import { loadGoogleDefinitions } from '../protobuf/load-definitions.js';
import { messageTypes } from '../protobuf/message-types.js';
import { toWireOperation } from '../protobuf/operation-wire.js';
import type { WireOperation } from '../protobuf/wire.js';
import { loadGrpc } from './load-grpc.js';
import { toRpcError } from './to-rpc-error.js';

/** Converters between this package's messages and errors and those of gRPC libraries. */
export interface GrpcConverters {
  /**
   * The operation message of one that @grpc/proto-loader, with any options, google-gax, protobufjs or ts-proto read, with
   * the details of its error unpacked.
   *
   * @throws TypeError when it is not an operation; it says what was found.
   */
  readonly fromOperation: (operation: OperationLike) => OperationMessage;
  /**
   * An operation message as @grpc/proto-loader writes it: what a method of a service answers with.
   *
   * @throws TypeError when a packed message came as JSON and its type is not found, or cannot read it and write bytes;
   *   UnpackError when it does not parse.
   */
  readonly toOperation: (message: OperationMessage) => WireOperation;
  /**
   * The `RpcError` of what a call of your own failed with: a `ServiceError` of grpc-js, or anything else that was thrown.
   * The details are unpacked, and `origin` says whose word it is.
   */
  readonly fromError: (error: unknown) => RpcError;
  /**
   * The status of an `RpcError` or an `OperationError`, as handlers of grpc-js call back with it: its code, its message (up
   * to 1,000 characters) and, in the metadata, its details (up to 8 kB) and when to try again. Details that came as JSON
   * of a type that is not found are left out.
   */
  readonly toError: (error: SendableError) => GrpcStatus<Metadata>;
}

/**
 * Loads @grpc/grpc-js, @grpc/proto-loader and Google's definitions, and makes converters: for controllers and exception
 * filters of NestJS, handlers of grpc-js, and generated clients.
 *
 * @param findType finds the types that details unpack to, beside those of google.rpc, and that packed messages from REST
 *   are written with: `find` of `loadMessageTypes` does. Defaults to none.
 * @throws Error when a package is missing.
 *
 * @example
 * ```ts
 * import { RpcError, StatusCode } from 'rxjs-longrunning';
 * import { loadGrpcConverters } from 'rxjs-longrunning/grpc';
 *
 * const { fromOperation, toError } = await loadGrpcConverters();
 *
 * // What a method of a stub answers with.
 * console.log(fromOperation({ name: 'operations/123', done: false }).done); // false
 *
 * // In a handler of grpc-js: callback(toError(error)). In a filter of NestJS: throwError(() => toError(error)).
 * const error = new RpcError({ code: StatusCode.NOT_FOUND, message: 'no such report' });
 * console.log(toError(error).details); // no such report
 * ```
 *
 * @see https://github.com/googleapis/googleapis/blob/master/google/rpc/status.proto
 */
export async function loadGrpcConverters(findType?: FindType): Promise<GrpcConverters> {
  const [grpc, google] = await Promise.all([loadGrpc(), loadGoogleDefinitions()]);
  const googleTypes = messageTypes(google);
  const find: FindType = (typeName) => findType?.(typeName) ?? googleTypes.find(typeName);
  const types = { ...googleTypes, find };
  return {
    fromOperation: (operation) => operationMessageOf(operation, find),
    toOperation: (message) => toWireOperation(message, find),
    fromError: (error) => toRpcError(error, { label: '', types }),
    toError: (error) => grpcStatusOf(error, { grpc, types }),
  };
}
