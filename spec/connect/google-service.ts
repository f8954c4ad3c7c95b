import type { GenMessage } from '@bufbuild/protobuf/codegenv2';
import type { DescService, Message, Registry } from '@bufbuild/protobuf';
import { create, createRegistry } from '@bufbuild/protobuf';
import {
  AnySchema,
  EmptySchema,
  file_google_protobuf_any,
  file_google_protobuf_duration,
  file_google_protobuf_empty,
  TimestampSchema,
} from '@bufbuild/protobuf/wkt';
import type { Any, Duration } from '@bufbuild/protobuf/wkt';
import type { ConnectRouter, HandlerContext } from '@connectrpc/connect';
import { ConnectError } from '@connectrpc/connect';
import type { Observable } from 'rxjs';
import { firstValueFrom, map, takeUntil, fromEvent } from 'rxjs';
import { defineFile } from '../../src/connect/define-file.js';
import { messageTypeOf } from '../../src/connect/index.js';
import type {
  OperationMessage,
  OperationsClient,
  PackedBinary,
  PackedMessage,
  RpcError,
  StatusDetail,
} from '../../src/index.js';
import { isRpcError, pack, typeNameOf } from '../../src/index.js';

/** Google's own definitions, with its `Any`: what a server is made of. A spec compares them with google-proto-files. */
export const google = defineFile({
  package: 'google.longrunning',
  imports: [file_google_protobuf_any, file_google_protobuf_duration, file_google_protobuf_empty],
  messages: {
    Status: 'int32 code = 1; string message = 2; repeated google.protobuf.Any details = 3',
    Operation:
      'string name = 1; google.protobuf.Any metadata = 2; bool done = 3; Status error = 4; google.protobuf.Any response = 5',
    ListOperationsResponse: 'repeated Operation operations = 1; string next_page_token = 2',
    GetOperationRequest: 'string name = 1',
    ListOperationsRequest: 'string name = 4; string filter = 1; int32 page_size = 2; string page_token = 3',
    WaitOperationRequest: 'string name = 1; google.protobuf.Duration timeout = 2',
    CancelOperationRequest: 'string name = 1',
    DeleteOperationRequest: 'string name = 1',
  },
  services: {
    Operations: {
      GetOperation: ['GetOperationRequest', 'Operation'],
      ListOperations: ['ListOperationsRequest', 'ListOperationsResponse'],
      WaitOperation: ['WaitOperationRequest', 'Operation'],
      CancelOperation: ['CancelOperationRequest', 'google.protobuf.Empty'],
      DeleteOperation: ['DeleteOperationRequest', 'google.protobuf.Empty'],
    },
  },
});

/** The messages of an API: no transport has them in its registry, so that to clients their Any is of unknown type. */
export const acme = defineFile({
  package: 'acme.v1',
  imports: [],
  messages: { Report: 'string title = 1; int32 page_count = 2', Progress: 'int32 percent = 1' },
});

/** The shape of `acme.v1.Report` and of `acme.v1.Progress`. */
export interface Report extends Message {
  title: string;
  pageCount: number;
}
export interface Progress extends Message {
  percent: number;
}

/** The messages as types, of which a server packs and a client unpacks. */
export const reportType = messageTypeOf(acme.getMessage('acme.v1.Report') as GenMessage<Report>);
export const progressType = messageTypeOf(acme.getMessage('acme.v1.Progress') as GenMessage<Progress>);

export function packReport(init: { title: string; pageCount: number }): PackedBinary {
  return pack(create(acme.getMessage('acme.v1.Report') as GenMessage<Report>, init), reportType);
}

export function packProgress(percent: number): PackedBinary {
  return pack(create(acme.getMessage('acme.v1.Progress') as GenMessage<Progress>, { percent }), progressType);
}

const rpc = defineFile({
  package: 'google.rpc',
  imports: [file_google_protobuf_duration],
  messages: {
    ErrorInfo: 'string reason = 1; string domain = 2; map<string,string> metadata = 3',
    RetryInfo: 'google.protobuf.Duration retry_delay = 1',
  },
});

/** A detail of google.rpc as a server packs it. */
export function detailOf(
  typeName: 'google.rpc.ErrorInfo' | 'google.rpc.RetryInfo',
  init: Record<string, unknown>,
): StatusDetail {
  const schema = rpc.getMessage(typeName)!;
  return { typeName, packed: pack(create(schema, init), messageTypeOf(schema)) };
}

/** What the servers of specs know, to write an Any as JSON. */
export const serverRegistry: Registry = createRegistry(acme, rpc, TimestampSchema, EmptySchema);

interface WireRequest {
  readonly name: string;
  readonly filter: string;
  readonly pageSize: number;
  readonly pageToken: string;
  readonly timeout?: Duration;
}

/** Serves an operations client as google.longrunning.Operations; a call that the other side gives up is unsubscribed. */
export function routes(operations: OperationsClient): (router: ConnectRouter) => void {
  const answer = <T>(answer$: Observable<T>, { signal }: HandlerContext): Promise<T> =>
    firstValueFrom(answer$.pipe(takeUntil(fromEvent(signal, 'abort')))).catch((error: unknown) => {
      throw isRpcError(error) ? toConnectError(error) : error;
    });
  const methods = {
    getOperation: ({ name }: WireRequest, context: HandlerContext) =>
      answer(operations.getOperation({ name }).pipe(map(toWire)), context),
    listOperations: ({ name, filter, pageSize, pageToken }: WireRequest, context: HandlerContext) =>
      answer(
        operations
          .listOperations({ name, filter, pageSize, pageToken })
          .pipe(map((page) => ({ ...page, operations: page.operations.map(toWire) }))),
        context,
      ),
    waitOperation: ({ name, timeout }: WireRequest, context: HandlerContext) =>
      answer(
        operations
          .waitOperation({ name, ...(timeout && { timeout: Number(timeout.seconds) * 1_000 + timeout.nanos / 1e6 }) })
          .pipe(map(toWire)),
        context,
      ),
    cancelOperation: ({ name }: WireRequest, context: HandlerContext) =>
      answer(operations.cancelOperation({ name }).pipe(map(() => ({}))), context),
    deleteOperation: ({ name }: WireRequest, context: HandlerContext) =>
      answer(operations.deleteOperation({ name }).pipe(map(() => ({}))), context),
  };
  return (router) => {
    router.service(google.getService('google.longrunning.Operations') as DescService, methods as never);
  };
}

function toConnectError({ code, statusMessage, details, headers }: RpcError): ConnectError {
  const error = new ConnectError(statusMessage, code, headers);
  error.details = details.map(({ packed }) => ({ type: typeNameOf(packed), value: toAny(packed).value }));
  return error;
}

function toWire({ metadata, error, response, ...rest }: OperationMessage) {
  return {
    ...rest,
    ...(metadata && { metadata: toAny(metadata) }),
    ...(error && { error: { ...error, details: error.details.map(({ packed }) => toAny(packed)) } }),
    ...(response && { response: toAny(response) }),
  };
}

function toAny(packed: PackedMessage): Any {
  if ('value' in packed) return create(AnySchema, packed as { typeUrl: string; value: Uint8Array<ArrayBuffer> });
  throw new TypeError(`a server packs in binary, not ${JSON.stringify(packed)}`);
}
