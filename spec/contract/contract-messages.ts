import { create, fromBinary, fromJson, toBinary } from '@bufbuild/protobuf';
import type { JsonValue } from '@bufbuild/protobuf';
import { StringValueSchema } from '@bufbuild/protobuf/wkt';
import type { MessageType, OperationMessage, PackedMessage, StatusDetail } from '../../src/index.js';
import { pack } from '../../src/index.js';
import type { OperationsMethod } from '../../src/testing/index.js';
import { googleBytes } from '../support/grpc-raw-server.js';
import { NAME, text } from '../support/messages.js';
import type { ContractTransport } from './contract.js';

/** A type that every server knows, and so can write as JSON. */
export const phrase: MessageType<string> = {
  typeName: 'google.protobuf.StringValue',
  fromBinary: (bytes) => fromBinary(StringValueSchema, bytes).value,
  fromJson: (json) => fromJson(StringValueSchema, json as JsonValue).value,
  toBinary: (value) => toBinary(StringValueSchema, create(StringValueSchema, { value })),
};

/** A message of a type that no server and no transport knows. */
export const unknown = pack('half', text);

/** What a message of unknown type is when it arrives: as JSON, its bytes in base64. */
export function arrived(form: ContractTransport['packs']): PackedMessage {
  return form === 'bytes' ? unknown : { typeUrl: unknown.typeUrl, json: { value: 'aGFsZg==' } };
}

function detailOf<T extends object>(typeName: string, value: T): StatusDetail {
  const typeUrl = `type.googleapis.com/${typeName}`;
  return { typeName, packed: { typeUrl, value: new Uint8Array(googleBytes(typeName, value)) }, value };
}

/** An `ErrorInfo`, a detail of unknown type, and a `RetryInfo` of 2.5 s. */
export const details: readonly StatusDetail[] = [
  detailOf('google.rpc.ErrorInfo', { reason: 'QUOTA', domain: 'acme.example', metadata: { unit: 'pages' } }),
  { typeName: text.typeName, packed: unknown },
  detailOf('google.rpc.RetryInfo', { retryDelay: { seconds: 2, nanos: 500_000_000 } }),
];

/** What a method answers when all is well; in a page, the one operation that there is. */
export function answerTo(method: OperationsMethod, name = NAME): never {
  const running: OperationMessage = { name, done: false };
  const answers: Record<OperationsMethod, unknown> = {
    getOperation: running,
    listOperations: { operations: [running], nextPageToken: '' },
    waitOperation: running,
    cancelOperation: undefined,
    deleteOperation: undefined,
  };
  return answers[method] as never;
}
