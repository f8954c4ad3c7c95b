import type { DescMessage, JsonValue, MessageShape, Registry } from '@bufbuild/protobuf';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import type { MessageType } from '../core/model/message-type.js';
import { readJson } from '../protobuf/json/read-json.js';
import { writeJson } from '../protobuf/json/write-json.js';

/** How JSON is read and written. */
export interface MessageTypeOptions {
  /**
   * The types that an Any inside of the message may hold. Needed in JSON only, where an Any of another type, or one that
   * does not parse, is read as its type URL alone, and written as that with its bytes in base64. Defaults to none.
   */
  readonly registry?: Registry | undefined;
}

/**
 * The message type of a protobuf-es schema: one that `protoc-gen-es` generated, or one of a registry.
 *
 * It reads bytes and JSON, so the same type does for every transport. Unknown fields of JSON are ignored, as a server
 * may be newer than its client.
 *
 * @example
 * ```ts
 * import { TimestampSchema } from '@bufbuild/protobuf/wkt';
 * import { pollOperation$ } from 'rxjs-longrunning';
 * import { messageTypeOf } from 'rxjs-longrunning/connect';
 *
 * pollOperation$(client, 'operations/123', { responseType: messageTypeOf(TimestampSchema) }).subscribe((state) => {
 *   if (state.status === 'succeeded') console.log(state.response.seconds);
 * });
 * ```
 */
export function messageTypeOf<D extends DescMessage>(
  schema: D,
  options: MessageTypeOptions = {},
): Required<MessageType<MessageShape<D>>> {
  const { registry } = options;
  const json = { ...(registry && { registry }), ignoreUnknownFields: true };
  return {
    typeName: schema.typeName,
    fromBinary: (bytes) => fromBinary(schema, bytes),
    fromJson: (value) => readJson(schema, value as JsonValue, json),
    toBinary: (message) => toBinary(schema, message),
    toJson: (message) => writeJson(schema, message, registry),
  };
}
