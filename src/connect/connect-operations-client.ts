import type { Message } from '@bufbuild/protobuf';
import type { Transport } from '@connectrpc/connect';
import type { Observable } from 'rxjs';
import type { BoundedClient } from '../core/client/bounded-calls.js';
import { boundedCalls, sharedBounds } from '../core/client/bounded-calls.js';
import type { CallOptions, OperationsClient } from '../core/client/operations-client.js';
import { pageSizeOption } from '../core/client/page-size.js';
import type { MessageType } from '../core/model/message-type.js';
import { withRetryHint } from '../core/model/retry-hint.js';
import type { MethodOf, OperationLike, OperationsMethods } from './operations-service.js';
import { operationsMethods } from './operations-service.js';
import { readOperation } from './read-operation.js';
import { withGoogleDetails } from './status-detail-types.js';
import { toDuration } from './to-duration.js';
import { unaryCall$ } from './unary-call.js';

/** What details of errors unpack to, and how many calls may be under way. */
export interface ConnectClientOptions {
  /**
   * The types that details of errors unpack to, beside `ErrorInfo`, `RetryInfo`, `BadRequest`, `ResourceInfo` and
   * `LocalizedMessage` of google.rpc. Defaults to none.
   */
  readonly detailTypes?: readonly MessageType<unknown>[] | undefined;
  /**
   * How many calls are under way at once, 1 or more; the others wait in line, with no timeout running. A browser makes
   * fewer by itself. Defaults to 100.
   */
  readonly maxCallsInFlight?: number | undefined;
  /**
   * How many calls of WaitOperation are pending at once, 1 or more; any beyond that are polled. Defaults to 50 in Node,
   * as over HTTP/2 they share the connection of the other calls, and to 4 in browsers: over HTTP/1.1 they have six
   * connections to a host, and each wait takes one.
   */
  readonly maxPendingWaits?: number | undefined;
}

/**
 * An operations client over a transport of Connect, in Node and in browsers.
 *
 * Any transport does, and any protocol of it: Connect, gRPC-Web and gRPC, in binary and in JSON. Connections,
 * interceptors and credentials are the transport's. A packed message needs no registry: its type may be unknown to
 * the transport. `timeout` of a call is a whole number of ms on the wire, of 1 to 99,999,999; it takes the place of
 * the transport's own default. At most `maxCallsInFlight` calls are under way; the others wait in line,
 * in order, with no timeout running, and `callsWaiting$` says how many.
 *
 * Each method fails with an `RpcError`, `UNAVAILABLE` when the server cannot be reached.
 *
 * @throws TypeError when there is no transport; RangeError when a number is out of its range.
 *
 * @example A Connect backend
 * ```ts
 * import { createConnectTransport } from '@connectrpc/connect-web';
 * import { pollOperation$ } from 'rxjs-longrunning';
 * import { connectOperationsClient } from 'rxjs-longrunning/connect';
 *
 * const client = connectOperationsClient(createConnectTransport({ baseUrl: 'https://api.example.com' }));
 *
 * const show$ = pollOperation$(client, 'operations/123');
 * ```
 *
 * @example A gRPC-Web proxy, with a token that an interceptor adds
 * ```ts
 * import type { Interceptor } from '@connectrpc/connect';
 * import { createGrpcWebTransport } from '@connectrpc/connect-web';
 * import { connectOperationsClient } from 'rxjs-longrunning/connect';
 *
 * declare function freshToken(): Promise<string>;
 *
 * const authorize: Interceptor = (next) => async (request) => {
 *   request.header.set('authorization', `Bearer ${await freshToken()}`);
 *   return next(request);
 * };
 * const client = connectOperationsClient(
 *   createGrpcWebTransport({ baseUrl: 'https://envoy.example.com', interceptors: [authorize] }),
 * );
 * ```
 */
export function connectOperationsClient(transport: Transport, options: ConnectClientOptions = {}): BoundedClient {
  if (typeof (transport as Partial<Transport> | undefined)?.unary !== 'function') {
    throw new TypeError(
      'Expected a transport of Connect, such as createConnectTransport of @connectrpc/connect-web makes.',
    );
  }
  const detailTypes = new Map(options.detailTypes?.map((type) => [type.typeName, type]));
  const typeNamed = withGoogleDetails((typeName) => detailTypes.get(typeName));
  const message = (like: OperationLike) => readOperation(like, typeNamed);
  const hinted = (like: OperationLike, retryDelay: number | undefined) => withRetryHint(message(like), retryDelay);

  const call$ = <M extends keyof OperationsMethods, T>(
    method: M,
    request: { readonly name: string; readonly [field: string]: unknown },
    callOptions: CallOptions | undefined,
    read: (answer: AnswerOf<M>, retryDelay: number | undefined) => T,
  ): Observable<T> =>
    unaryCall$<Message, T>({
      transport,
      method: (depth) => operationsMethods(depth)[method],
      request,
      options: callOptions,
      label: `${method.charAt(0).toUpperCase()}${method.slice(1)} of "${request.name}"`,
      typeNamed,
      isWait: method === 'waitOperation',
      read: read as (answer: Message, retryDelay: number | undefined) => T,
    });

  const client: OperationsClient = {
    getOperation: ({ name }, callOptions) => call$('getOperation', { name }, callOptions, hinted),
    listOperations: ({ name, filter, pageSize, pageToken }, callOptions) =>
      call$(
        'listOperations',
        { name, filter, pageSize: pageSizeOption(pageSize), pageToken },
        callOptions,
        ({ operations, nextPageToken }) => ({
          operations: operations.map(message),
          nextPageToken,
        }),
      ),
    waitOperation: ({ name, timeout }, callOptions) =>
      call$(
        'waitOperation',
        timeout === undefined ? { name } : { name, timeout: toDuration(timeout) },
        callOptions,
        hinted,
      ),
    cancelOperation: ({ name }, callOptions) => call$('cancelOperation', { name }, callOptions, () => undefined),
    deleteOperation: ({ name }, callOptions) => call$('deleteOperation', { name }, callOptions, () => undefined),
  };
  return boundedCalls(client, sharedBounds(options));
}

type AnswerOf<M extends keyof OperationsMethods> = OperationsMethods[M] extends MethodOf<infer A> ? A : never;
