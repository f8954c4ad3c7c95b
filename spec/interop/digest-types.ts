import type { Message } from '@bufbuild/protobuf';
import { createRegistry } from '@bufbuild/protobuf';
import type { GenMessage, GenService } from '@bufbuild/protobuf/codegenv2';
import type { Duration } from '@bufbuild/protobuf/wkt';
import { file_google_protobuf_timestamp } from '@bufbuild/protobuf/wkt';
import type { OperationMessage } from '../../src/index.js';
import { messageTypeOf } from '../../src/connect/index.js';
import { generated } from './peers.js';

/** `DigestTreeResponse` as `protoc-gen-es` has it. */
export interface DigestTreeResponse extends Message {
  readonly sha256: string;
  readonly files: number;
  readonly bytes: bigint;
}

/** `DigestTreeMetadata` as `protoc-gen-es` has it. */
export interface DigestTreeMetadata extends Message {
  readonly filesDone: number;
  readonly filesTotal: number;
  readonly bytesDone: bigint;
  readonly currentPath: string;
}

/** The schemas that `protoc-gen-es` generated. */
export const schemas = await generated<{
  readonly DigestTreeResponseSchema: GenMessage<DigestTreeResponse>;
  readonly DigestTreeMetadataSchema: GenMessage<DigestTreeMetadata>;
  readonly file_rxjs_longrunning_digest_v1_digester: Parameters<typeof createRegistry>[0];
}>('protobuf-es/rxjs_longrunning/digest/v1/digester_pb.ts');

interface ErrorInfo extends Message {
  readonly reason: string;
  readonly domain: string;
  readonly metadata: Record<string, string>;
}

interface RetryInfo extends Message {
  readonly retryDelay?: Duration;
}

/** Those of the details of errors. */
export const errorSchemas = await generated<{
  readonly ErrorInfoSchema: GenMessage<ErrorInfo>;
  readonly RetryInfoSchema: GenMessage<RetryInfo>;
  readonly file_google_rpc_error_details: Parameters<typeof createRegistry>[0];
}>('protobuf-es/google/rpc/error_details_pb.ts');

/** The generated client's service. */
export const { Operations } = await generated<{
  readonly Operations: GenService<{
    getOperation: { methodKind: 'unary'; input: GenMessage<NamedRequest>; output: GenMessage<OperationOfEs> };
  }>;
}>('protobuf-es/google/longrunning/operations_pb.ts');

interface NamedRequest extends Message {
  readonly name: string;
}

type OperationOfEs = Message & Pick<OperationMessage, 'name' | 'done'>;

/** What reads the messages of the digests, in bytes and in JSON. */
export const digestTypes = {
  responseType: messageTypeOf(schemas.DigestTreeResponseSchema),
  metadataType: messageTypeOf(schemas.DigestTreeMetadataSchema),
};

/** What a generated client reads the JSON of an Any with. */
export const registry = createRegistry(
  schemas.file_rxjs_longrunning_digest_v1_digester,
  errorSchemas.file_google_rpc_error_details,
  file_google_protobuf_timestamp,
);
