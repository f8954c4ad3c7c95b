import type { JsonObject, Registry } from '@bufbuild/protobuf';
import type { OperationMessage } from '../../core/model/operation-message.js';
import type { Status } from '../../core/model/status.js';
import { packedJson } from '../../protobuf/json/packed-json.js';
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
