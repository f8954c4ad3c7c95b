import type { DescMessage, DescMethodUnary, JsonObject, Message } from '@bufbuild/protobuf';
import type { GenMessage } from '@bufbuild/protobuf/codegenv2';
import {
  file_google_protobuf_duration,
  file_google_protobuf_empty,
  file_google_protobuf_struct,
} from '@bufbuild/protobuf/wkt';
import { defineFile } from './define-file.js';

/*
 * Look-alikes of google's messages, for which google's own would not do: protobuf-es reads the JSON of an Any only when
 * its type is in the registry of the transport, and the server's types are not known to it. These are the same on the
 * wire, where names of messages do not travel. What is packed comes in binary under google's number, and in JSON, as it
 * is, under google's name.
 */

/** `google.protobuf.Any` in binary. */
export interface AnyLike extends Message {
  readonly typeUrl: string;
  readonly value: Uint8Array;
}

/** `google.rpc.Status` */
export interface StatusLike extends Message {
  readonly code: number;
  readonly message: string;
  readonly detailsBinary: readonly AnyLike[];
  readonly details: readonly (JsonObject | TooDeep)[];
}

/** `google.longrunning.Operation` */
export interface OperationLike extends Message {
  readonly name: string;
  readonly done: boolean;
  readonly metadataBinary?: AnyLike;
  readonly metadata?: JsonObject | TooDeep;
  readonly error?: StatusLike;
  readonly responseBinary?: AnyLike;
  readonly response?: JsonObject | TooDeep;
  /** No field of an operation: operations of other APIs have it, which would run for ever if they were taken for one. */
  readonly status?: Message;
}

/** `google.longrunning.ListOperationsResponse` */
export interface PageLike extends Message {
  readonly operations: readonly OperationLike[];
  readonly nextPageToken: string;
}

/** A method with what it answers. */
export type MethodOf<A extends Message> = DescMethodUnary<DescMessage, GenMessage<A>>;

/** The methods of `google.longrunning.Operations`. */
export interface OperationsMethods {
  readonly getOperation: MethodOf<OperationLike>;
  readonly listOperations: MethodOf<PageLike>;
  readonly waitOperation: MethodOf<OperationLike>;
  readonly cancelOperation: MethodOf<Message>;
  readonly deleteOperation: MethodOf<Message>;
}

/** Of a message that is nested deeper than protobuf-es reads, in JSON: its type alone. */
export interface TooDeep extends Message {
  readonly type: string;
}

const PACKAGE = 'google.longrunning';

/** Tells a message whose type alone was read. */
export function isTooDeep(message: object): message is TooDeep {
  return (message as Partial<TooDeep>).$typeName === `${PACKAGE}.TooDeep`;
}

const STRUCT = 'google.protobuf.Struct';

/** The types that metadata, and all else that is packed, have in JSON: protobuf-es fails a whole answer with one of them. */
const SHAPES = [
  { metadata: STRUCT, result: STRUCT },
  { metadata: 'TooDeep', result: STRUCT },
  { metadata: 'TooDeep', result: 'TooDeep' },
] as const;

const made: OperationsMethods[] = [];

/** How many times the methods are there, each less deep than the one before. */
export const DEPTHS = SHAPES.length;

/**
 * The methods, made at the first call: an import alone costs nothing.
 *
 * @param depth 0 for all of an answer, 1 for one without the content of metadata, 2 for one without what is packed.
 */
export function operationsMethods(depth: number): OperationsMethods {
  return (made[depth] ??= defineOperations(SHAPES[depth] ?? SHAPES[2]).getService(`${PACKAGE}.Operations`)
    ?.method as unknown as OperationsMethods);
}

function defineOperations({ metadata, result }: (typeof SHAPES)[number]) {
  return defineFile({
    package: PACKAGE,
    imports: [file_google_protobuf_duration, file_google_protobuf_empty, file_google_protobuf_struct],
    messages: {
      AnyLike: 'string type_url = 1; bytes value = 2',
      StatusLike: `int32 code = 1; string message = 2; repeated AnyLike details_binary = 3; repeated ${result} details = 1003`,
      TooDeep: 'string type = 1 [json_name="@type"]',
      OperationLike:
        'string name = 1; AnyLike metadata_binary = 2; bool done = 3; StatusLike error = 4; AnyLike response_binary = 5; ' +
        `${metadata} metadata = 1002; ${result} response = 1005; google.protobuf.Value status = 1006`,
      PageLike: 'repeated OperationLike operations = 1; string next_page_token = 2',
      GetOperationRequest: 'string name = 1',
      ListOperationsRequest: 'string filter = 1; int32 page_size = 2; string page_token = 3; string name = 4',
      WaitOperationRequest: 'string name = 1; google.protobuf.Duration timeout = 2',
      CancelOperationRequest: 'string name = 1',
      DeleteOperationRequest: 'string name = 1',
    },
    services: {
      Operations: {
        GetOperation: ['GetOperationRequest', 'OperationLike'],
        ListOperations: ['ListOperationsRequest', 'PageLike'],
        WaitOperation: ['WaitOperationRequest', 'OperationLike'],
        CancelOperation: ['CancelOperationRequest', 'google.protobuf.Empty'],
        DeleteOperation: ['DeleteOperationRequest', 'google.protobuf.Empty'],
      },
    },
  });
}
