import type { ProtoOptions } from '../protobuf/load-definitions.js';
import { loadDefinitions } from '../protobuf/load-definitions.js';
import { loadDescriptorReader } from '../protobuf/load-descriptors.js';
import { loadMessageJson } from '../protobuf/load-message-json.js';
import type { MessageTypes } from '../protobuf/message-types.js';
import { messageTypes } from '../protobuf/message-types.js';
import type { ProtoSource } from '../protobuf/proto-source.js';

/**
 * Loads message types from proto files, the user's own or, where google-proto-files is installed, any of Google's.
 *
 * The types read and write bytes and, where @bufbuild/protobuf is installed, JSON: one program can use them over gRPC and
 * over REST. In JSON, fields that are not known are left out, as a server may be newer than its client, and an Any whose
 * type is not among the loaded ones keeps its type URL alone.
 *
 * @param protos paths of proto files, such as `google/cloud/speech/v1/cloud_speech.proto`, or descriptors.
 * @throws Error when a file does not load, naming it and where imports were looked up.
 *
 * @example
 * ```ts
 * import { pollOperation$ } from 'rxjs-longrunning';
 * import { loadMessageTypes } from 'rxjs-longrunning/grpc';
 *
 * const types = await loadMessageTypes(['google/protobuf/timestamp.proto']);
 * const responseType = types.get<{ seconds: string }>('google.protobuf.Timestamp');
 * pollOperation$(client, 'operations/123', { responseType }).subscribe((state) => {
 *   if (state.status === 'succeeded') console.log(state.response.seconds);
 * });
 * ```
 */
export async function loadMessageTypes(protos: readonly ProtoSource[], options?: ProtoOptions): Promise<MessageTypes> {
  const [definitions, describe, json] = await Promise.all([
    loadDefinitions(protos, options),
    loadDescriptorReader(protos, options),
    // Where it is missing, the types have no fromJson.
    loadMessageJson().catch(() => undefined),
  ]);
  return messageTypes(definitions, json?.messageJson(describe));
}
