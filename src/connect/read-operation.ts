import type { JsonObject } from '@bufbuild/protobuf';
import type { OperationMessage } from '../core/model/operation-message.js';
import { operationMessageOf } from '../core/model/operation-message-of.js';
import type { FindType } from '../core/model/status.js';
import type { OperationLike, StatusLike, TooDeep } from './operations-service.js';
import { isTooDeep } from './operations-service.js';

/**
 * The operation message of what came in binary or in JSON; details of the error are unpacked where the type is known.
 *
 * @throws TypeError when the answer is not an operation.
 */
export function readOperation(like: OperationLike, findType: FindType): OperationMessage {
  const { name, done, error, status } = like;
  const metadata = like.metadataBinary ?? packed(like.metadata);
  const response = like.responseBinary ?? packed(like.response);
  // Fields that are left out are defaults here: neither says that this is an operation.
  const certain = { ...(name !== '' && { name }), ...(done && { done }), ...(metadata && { metadata }) };
  return operationMessageOf(
    { ...certain, ...(status && { status }), response, error: error && readStatus(error) },
    findType,
  );
}

function readStatus({ code, message, detailsBinary, details }: StatusLike): object {
  return { code, message, details: [...detailsBinary, ...details.map(packed)] };
}

/** What is nested too deep is of a type that nobody has, so that what stands for its content never unpacks. */
function packed(json: JsonObject | TooDeep | undefined): object | undefined {
  return json && isTooDeep(json) ? { typeUrl: `${json.type} (nested too deep)`, json: '…' } : json;
}
