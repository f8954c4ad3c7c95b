import type { JsonObject, Registry } from '@bufbuild/protobuf';
import type { OperationMessage } from '../../core/model/operation-message.js';
import { restOperationOf } from '../../core/model/rest-operation.js';
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

function operationJson(message: OperationMessage, registry: Registry): JsonObject {
  return restOperationOf(message, (packed) => packedJson(packed, registry)) as unknown as JsonObject;
}
