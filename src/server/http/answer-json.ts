import type { JsonObject, Registry } from '@bufbuild/protobuf';
import { create, toJson } from '@bufbuild/protobuf';
import { AnySchema } from '@bufbuild/protobuf/wkt';
import type { OperationMessage } from '../../core/model/operation-message.js';
import type { PackedMessage } from '../../core/model/packed-message.js';
import type { Status } from '../../core/model/status.js';
import type { Answer } from '../served-method.js';

/** An answer in the JSON mapping of protobuf. */
export function answerJson(answer: Answer, registry: Registry): JsonObject {
  if (answer === null) return {};
  if (!('operations' in answer)) return operationJson(answer, registry);
  const { operations, nextPageToken } = answer;
  return {
    operations: operations.map((operation) => operationJson(operation, registry)),
    ...(nextPageToken !== '' && { nextPageToken }),
  };
}

/**
 * A packed message in JSON.
 *
 * One of a type that is not known here, or whose bytes do not parse, is `{"@type": …, "value": "<base64>"}`: an answer
 * that tells less is worth more than none.
 */
export function packedJson(packed: PackedMessage, registry: Registry): JsonObject {
  const { typeUrl } = packed;
  if ('json' in packed) return jsonAgain(typeUrl, packed.json as JsonObject);
  try {
    return { '@type': typeUrl, ...(toJson(AnySchema, create(AnySchema, packed), { registry }) as JsonObject) };
  } catch {
    return { '@type': typeUrl, value: Buffer.from(packed.value).toString('base64') };
  }
}

/** As it came from another server. */
function jsonAgain(typeUrl: string, json: JsonObject): JsonObject {
  if (typeUrl === '') return json;
  const isValue = typeUrl.includes('google.protobuf.') || typeof json !== 'object';
  return { '@type': typeUrl, ...(isValue ? { value: json } : json) };
}

function operationJson({ name, done, metadata, error, response }: OperationMessage, registry: Registry): JsonObject {
  return {
    name,
    ...(metadata && { metadata: packedJson(metadata, registry) }),
    ...(done && { done }),
    ...(error && { error: statusJson(error, registry) }),
    ...(response && { response: packedJson(response, registry) }),
  };
}

function statusJson({ code, message, details }: Status, registry: Registry): JsonObject {
  return { code, message, details: details.map(({ packed }) => packedJson(packed, registry)) };
}
