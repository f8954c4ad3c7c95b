import type { Metadata } from '@grpc/grpc-js';
import type { Observable } from 'rxjs';
import { catchError, defer, forkJoin, map, switchMap } from 'rxjs';
import type { BoundedClient, CallBounds } from '../core/client/bounded-calls.js';
import { boundedCalls, sharedBounds } from '../core/client/bounded-calls.js';
import type { CallOptions, OperationsClient } from '../core/client/operations-client.js';
import { pageSizeOption } from '../core/client/page-size.js';
import type { OperationMessage } from '../core/model/operation-message.js';
import { operationMessageOf } from '../core/model/operation-message-of.js';
import { durationFromMs } from '../protobuf/duration.js';
import { loadGoogleDefinitions } from '../protobuf/load-definitions.js';
import { messageTypes } from '../protobuf/message-types.js';
import { callDeadline, checkTimeout } from './call-deadline.js';
import { callMetadata } from './call-metadata.js';
import { loadGrpc } from './load-grpc.js';
import { toRpcError } from './to-rpc-error.js';

/** One method of a stub: a cold Observable, cancelled by unsubscribing. */
export type StubMethod = (request: object, metadata: Metadata, options: { deadline?: number }) => Observable<unknown>;

/** The stub of `google.longrunning.Operations` that NestJS' `ClientGrpc.getService('Operations')` gives. */
export interface OperationsStub {
  readonly getOperation: StubMethod;
  readonly listOperations: StubMethod;
  readonly waitOperation: StubMethod;
  readonly cancelOperation: StubMethod;
  readonly deleteOperation: StubMethod;
}

const METHODS = [
  'getOperation',
  'listOperations',
  'waitOperation',
  'cancelOperation',
  'deleteOperation',
] as const satisfies readonly (keyof OperationsStub)[];

/** A request by the fields that the stub's loader knows; it ignores the others. */
interface StubRequest {
  readonly name: string;
  readonly [field: string]: unknown;
}

/** What a stub decodes, for either setting of `keepCase`. */
interface WirePage {
  readonly operations?: readonly unknown[] | null;
  readonly nextPageToken?: string;
  readonly next_page_token?: string;
}

/**
 * An operations client over a stub whose methods return Observables, as those of NestJS do.
 *
 * Works with any loader options of the stub but `json`. Adds deadlines, the routing header and `RpcError`s.
 *
 * All calls go through the channel of the stub, where each takes one of the streams that the server allows. Those beyond
 * the bounds wait in line.
 *
 * @param bounds how many calls are under way at once. Defaults to 100, and 50 waits.
 * @throws TypeError when the stub lacks a method; RangeError when a bound is not a whole number of 1 or more.
 *
 * @example
 * ```ts
 * import { pollOperation$ } from 'rxjs-longrunning';
 * import { operationsClientFromStub, type OperationsStub } from 'rxjs-longrunning/grpc';
 * import { of } from 'rxjs';
 *
 * // In NestJS: const stub = clientGrpc.getService<OperationsStub>('Operations');
 * const call = ({ name }: { name?: string }) => of({ name, done: true });
 * const stub: OperationsStub = {
 *   getOperation: call,
 *   listOperations: call,
 *   waitOperation: call,
 *   cancelOperation: call,
 *   deleteOperation: call,
 * };
 * pollOperation$(operationsClientFromStub(stub), 'operations/123').subscribe(({ status }) => console.log(status));
 * ```
 */
export function operationsClientFromStub(stub: OperationsStub, bounds: CallBounds = {}): BoundedClient {
  const missing = METHODS.filter((method) => typeof (stub as Partial<OperationsStub>)[method] !== 'function');
  if (missing.length > 0) {
    throw new TypeError(
      `The stub has no method ${missing.join(', ')}: expected that of the service google.longrunning.Operations.`,
    );
  }
  const parts$ = defer(() =>
    forkJoin({ grpc: loadGrpc(), types: loadGoogleDefinitions().then((google) => messageTypes(google)) }),
  );

  /** One call, and what reads its answer. */
  const call$ = <A, T>(
    method: keyof OperationsStub,
    request: StubRequest,
    options: CallOptions | undefined,
    read: (answer: A, message: (wire: unknown) => OperationMessage) => T,
  ): Observable<T> => {
    checkTimeout(options?.timeout);
    return parts$.pipe(
      switchMap(({ grpc, types }) => {
        const metadata = callMetadata(grpc, request.name, options?.headers);
        return defer(() => stub[method](request, metadata, callDeadline(options?.timeout))).pipe(
          map((answer) => read(answer as A, (wire) => operationMessageOf(wire, types.find))),
          catchError((error: unknown) => {
            const label = `${method} of "${request.name}"`;
            throw toRpcError(error, { label, types, isWait: method === 'waitOperation' });
          }),
        );
      }),
    );
  };

  const client: OperationsClient = {
    getOperation: (request, options) => call$('getOperation', request, options, (wire, message) => message(wire)),
    listOperations: ({ name, filter, pageSize: size, pageToken }, options) => {
      const pageSize = pageSizeOption(size);
      // Both spellings: the stub's keepCase decides which is read, and the other is ignored.
      return call$(
        'listOperations',
        { name, filter, pageSize, page_size: pageSize, pageToken, page_token: pageToken },
        options,
        (page: WirePage, message) => ({
          operations: (page.operations ?? []).map((operation) => message(operation)),
          nextPageToken: page.nextPageToken ?? page.next_page_token ?? '',
        }),
      );
    },
    waitOperation: ({ name, timeout }, options) =>
      call$(
        'waitOperation',
        timeout === undefined ? { name } : { name, timeout: durationFromMs(timeout) },
        options,
        (wire, message) => message(wire),
      ),
    cancelOperation: (request, options) => call$('cancelOperation', request, options, () => undefined),
    deleteOperation: (request, options) => call$('deleteOperation', request, options, () => undefined),
  };
  return boundedCalls(client, sharedBounds(bounds));
}
