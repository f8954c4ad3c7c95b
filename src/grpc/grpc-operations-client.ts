import type { Client } from '@grpc/grpc-js';
import type { MethodDefinition, PackageDefinition, ServiceDefinition } from '@grpc/proto-loader';
import type { Observable } from 'rxjs';
import { map } from 'rxjs';
import type {
  CallOptions,
  ListOperationsPage,
  ListOperationsRequest,
  OperationsClient,
  WaitOperationRequest,
} from '../core/client/operations-client.js';
import type { OperationMessage } from '../core/model/operation-message.js';
import { durationFromMs } from '../protobuf/duration.js';
import type { MessageTypes } from '../protobuf/message-types.js';
import { messageTypes } from '../protobuf/message-types.js';
import { fromWireOperation } from '../protobuf/operation-wire.js';
import type { WireOperation } from '../protobuf/wire.js';
import { callMetadata } from './call-metadata.js';
import type { Headers } from './call-metadata.js';
import type { Grpc } from './load-grpc.js';
import { unaryCall$ } from './unary-call.js';

/** What a `GrpcOperationsClient` is made of. */
export interface GrpcOperationsClientParts {
  readonly grpc: Grpc;
  readonly client: Client;
  readonly target: string;
  /** Google's definitions. */
  readonly google: PackageDefinition;
  /** The definitions that the user loaded. */
  readonly user: PackageDefinition;
  readonly headers: Headers;
}

/** An operations client over gRPC, which can also start the operations of other services. Made by `loadOperationsClient`. */
export class GrpcOperationsClient implements OperationsClient {
  /** The message types of Google's definitions and of `protos`. */
  readonly types: MessageTypes;
  readonly #parts: GrpcOperationsClientParts;
  readonly #service: ServiceDefinition;

  /** @internal */
  constructor(parts: GrpcOperationsClientParts) {
    this.#parts = parts;
    this.#service = parts.google['google.longrunning.Operations'] as ServiceDefinition;
    this.types = messageTypes({ ...parts.google, ...parts.user });
  }

  getOperation(request: { readonly name: string }, options?: CallOptions): Observable<OperationMessage> {
    return this.#operations$<WireOperation>('GetOperation', request, options).pipe(map((wire) => this.#message(wire)));
  }

  listOperations(request: ListOperationsRequest, options?: CallOptions): Observable<ListOperationsPage> {
    type WirePage = { readonly operations?: readonly WireOperation[]; readonly nextPageToken?: string };
    return this.#operations$<WirePage>('ListOperations', request, options).pipe(
      map(({ operations = [], nextPageToken = '' }) => ({
        operations: operations.map((wire) => this.#message(wire)),
        nextPageToken,
      })),
    );
  }

  waitOperation({ name, timeout }: WaitOperationRequest, options?: CallOptions): Observable<OperationMessage> {
    const request = timeout === undefined ? { name } : { name, timeout: durationFromMs(timeout) };
    return this.#operations$<WireOperation>('WaitOperation', request, options).pipe(map((wire) => this.#message(wire)));
  }

  cancelOperation(request: { readonly name: string }, options?: CallOptions): Observable<void> {
    return this.#operations$('CancelOperation', request, options).pipe(map(() => undefined));
  }

  deleteOperation(request: { readonly name: string }, options?: CallOptions): Observable<void> {
    return this.#operations$('DeleteOperation', request, options).pipe(map(() => undefined));
  }

  /**
   * Calls a method that starts an operation.
   *
   * Emits the operation message and completes, or fails with an `RpcError`. Cold: each subscription starts another.
   *
   * @param method as grpcurl writes it: `acme.v1.Reports/CreateReport`; from the `protos` given to `loadOperationsClient`.
   * @param request a plain object in the shape of @grpc/proto-loader.
   * @throws TypeError at once, when there is no such method or when it does not answer with an operation.
   */
  startOperation(method: string, request: object, options?: CallOptions): Observable<OperationMessage> {
    return this.#call$<WireOperation>(this.#startMethod(method), method, request, undefined, options).pipe(
      map((wire) => this.#message(wire)),
    );
  }

  /** Closes the channel. Calls made later fail with `FAILED_PRECONDITION`. */
  close(): void {
    this.#parts.client.close();
  }

  #message(wire: WireOperation): OperationMessage {
    return fromWireOperation(wire, this.types);
  }

  #operations$<A extends object>(
    method: string,
    request: { readonly name: string },
    options?: CallOptions,
  ): Observable<A> {
    const label = `${method} of "${request.name}"`;
    return this.#call$(
      this.#service[method] as unknown as MethodDefinition<object, A>,
      label,
      request,
      request.name,
      options,
    );
  }

  #call$<A extends object>(
    method: Pick<MethodDefinition<object, A>, 'path' | 'requestSerialize' | 'responseDeserialize'>,
    label: string,
    request: object,
    name: string | undefined,
    options: CallOptions | undefined,
  ): Observable<A> {
    const { grpc, client, target, headers } = this.#parts;
    return unaryCall$({
      client,
      method,
      request,
      metadata: callMetadata(grpc, name, headers, options?.headers),
      timeout: options?.timeout,
      label: `${label} at ${target}`,
      types: this.types,
    });
  }

  #startMethod(fullName: string): MethodDefinition<object, WireOperation> {
    const [service = '', name = ''] = fullName.split('/');
    const methods = this.#parts.user[service] as ServiceDefinition | undefined;
    const method = methods && Object.hasOwn(methods, name) ? methods[name] : undefined;
    if (!method) {
      throw new TypeError(
        `The loaded proto files have no method "${fullName}": expected one such as "acme.v1.Reports/CreateReport" ` +
          'from a file given in protos.',
      );
    }
    if (method.requestStream || method.responseStream || !answersWithOperation(method)) {
      throw new TypeError(`The method "${fullName}" does not answer with one google.longrunning.Operation.`);
    }
    // Google's own definition reads the answer, so that the loader options of the user do not change its shape.
    const { responseDeserialize } = this.#service['GetOperation'] as MethodDefinition<object, WireOperation>;
    return { ...(method as MethodDefinition<object, WireOperation>), responseDeserialize };
  }
}

function answersWithOperation({ responseType }: MethodDefinition<object, object>): boolean {
  return (responseType.type as { readonly name?: string }).name === 'Operation';
}
