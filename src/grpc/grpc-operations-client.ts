import type { MethodDefinition, PackageDefinition } from '@grpc/proto-loader';
import type { Observable } from 'rxjs';
import { defer, map } from 'rxjs';
import type {
  CallOptions,
  ListOperationsPage,
  ListOperationsRequest,
  OperationsClient,
  WaitOperationRequest,
} from '../core/client/operations-client.js';
import { pageSizeOption } from '../core/client/page-size.js';
import type { OperationMessage } from '../core/model/operation-message.js';
import { operationMessageOf } from '../core/model/operation-message-of.js';
import { durationFromMs } from '../protobuf/duration.js';
import type { MessageTypes } from '../protobuf/message-types.js';
import { messageTypes } from '../protobuf/message-types.js';
import type { WireOperation } from '../protobuf/wire.js';
import { checkTimeout } from './call-deadline.js';
import { callMetadata } from './call-metadata.js';
import type { Headers } from './call-metadata.js';
import type { GrpcChannel, GrpcChannels } from './grpc-channels.js';
import { isSameType } from './is-same-type.js';
import type { Grpc } from './load-grpc.js';
import type { UnaryMethod } from './unary-call.js';
import { unaryCall$ } from './unary-call.js';

/** What a `GrpcOperationsClient` is made of. */
export interface GrpcOperationsClientParts {
  readonly grpc: Grpc;
  readonly channels: GrpcChannels;
  readonly target: string;
  /** Google's definitions. */
  readonly google: PackageDefinition;
  /** The definitions that the user loaded. */
  readonly user: PackageDefinition;
  readonly headers: Headers;
}

type OperationsMethod = 'GetOperation' | 'ListOperations' | 'WaitOperation' | 'CancelOperation' | 'DeleteOperation';

interface WirePage {
  readonly operations?: readonly WireOperation[];
  readonly nextPageToken?: string;
}

/** An operations client over gRPC, which can also start the operations of other services. Made by `loadOperationsClient`. */
export class GrpcOperationsClient implements OperationsClient {
  /** The message types of `protos` and of google.longrunning and google.rpc; those have 64-bit integers as numbers. */
  readonly types: MessageTypes;
  /** How many waits polling leaves pending at once; see `GrpcClientOptions`. */
  readonly maxPendingWaits: number;
  /** How many calls wait in line; see `OperationsClient`. Waits are not among them. */
  readonly callsWaiting$: Observable<number>;
  readonly #parts: GrpcOperationsClientParts;
  readonly #getOperation: MethodDefinition<object, WireOperation>;
  readonly #methods: Readonly<Record<OperationsMethod, UnaryMethod<object, object>>>;

  /** @internal */
  constructor(parts: GrpcOperationsClientParts) {
    this.#parts = parts;
    this.maxPendingWaits = parts.channels.bounds.maxPendingWaits;
    this.callsWaiting$ = parts.channels.calls.line.waiting$;
    // Google's own definitions win, so that details read the same whatever the loader options of the user are.
    this.types = messageTypes({ ...parts.user, ...parts.google });
    const service = parts.google['google.longrunning.Operations'] as Record<
      OperationsMethod,
      MethodDefinition<object, object>
    >;
    this.#getOperation = service.GetOperation;
    this.#methods = {
      ...service,
      GetOperation: this.#answeringOperation(service.GetOperation),
      WaitOperation: this.#answeringOperation(service.WaitOperation),
    };
  }

  getOperation(request: { readonly name: string }, options?: CallOptions): Observable<OperationMessage> {
    return this.#operations$('GetOperation', request, options);
  }

  listOperations(request: ListOperationsRequest, options?: CallOptions): Observable<ListOperationsPage> {
    const whole = { ...request, pageSize: pageSizeOption(request.pageSize) };
    return this.#operations$<WirePage>('ListOperations', whole, options).pipe(
      map(({ operations = [], nextPageToken = '' }) => ({
        operations: operations.map((wire) => operationMessageOf(wire, this.types.find)),
        nextPageToken,
      })),
    );
  }

  waitOperation({ name, timeout }: WaitOperationRequest, options?: CallOptions): Observable<OperationMessage> {
    const request = timeout === undefined ? { name } : { name, timeout: durationFromMs(timeout) };
    return this.#operations$('WaitOperation', request, options);
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
    return this.#call$(this.#startMethod(method), method, request, undefined, options);
  }

  /**
   * Closes the channels. Calls made later fail with `FAILED_PRECONDITION`; those in flight go on, but not those that were
   * unsubscribed from.
   */
  close(): void {
    this.#parts.channels.close();
  }

  #operations$<A extends object>(
    method: OperationsMethod,
    request: { readonly name: string },
    options?: CallOptions,
  ): Observable<A> {
    const label = `${method} of "${request.name}"`;
    return this.#call$(this.#methods[method] as UnaryMethod<object, A>, label, request, request.name, options);
  }

  #call$<A extends object>(
    method: UnaryMethod<object, A>,
    label: string,
    request: object,
    name: string | undefined,
    options: CallOptions | undefined,
  ): Observable<A> {
    const { grpc, channels, target, headers } = this.#parts;
    const isWait = method === this.#methods.WaitOperation;
    checkTimeout(options?.timeout);
    const metadata = callMetadata(grpc, name, headers, options?.headers);
    const on$ = ({ client, line }: GrpcChannel): Observable<A> =>
      line.bound$(
        method.path,
        unaryCall$({
          client,
          method,
          request,
          metadata,
          timeout: options?.timeout,
          label: `${label} at ${target}`,
          types: this.types,
          isWait,
        }),
      );
    return isWait ? defer(() => on$(channels.waits())) : on$(channels.calls);
  }

  #startMethod(fullName: string): UnaryMethod<object, OperationMessage> {
    const [service = '', name = ''] = fullName.split('/');
    const { user } = this.#parts;
    const methods = Object.hasOwn(user, service) ? user[service] : undefined;
    const method = methods && !('format' in methods) && Object.hasOwn(methods, name) ? methods[name] : undefined;
    if (!method) {
      throw new TypeError(
        `The loaded proto files have no method "${fullName}": expected one such as "acme.v1.Reports/CreateReport" ` +
          'from a file given in protos.',
      );
    }
    const { responseType } = this.#getOperation;
    if (method.requestStream || method.responseStream || !isSameType(method.responseType, responseType)) {
      throw new TypeError(`The method "${fullName}" does not answer with one google.longrunning.Operation.`);
    }
    return this.#answeringOperation(method);
  }

  /**
   * Google's own definition reads the answer, so that the loader options of the user do not change its shape. It does so
   * while decoding: an operator for each call would take several times as long.
   */
  #answeringOperation({ path, requestSerialize }: UnaryMethod<object, object>): UnaryMethod<object, OperationMessage> {
    const { responseDeserialize } = this.#getOperation;
    return {
      path,
      requestSerialize,
      responseDeserialize: (bytes) => operationMessageOf(responseDeserialize(bytes), this.types.find),
    };
  }
}
