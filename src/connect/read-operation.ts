import type { OperationMessage } from '../core/model/operation-message.js';
import { operationMessageOf } from '../core/model/operation-message-of.js';
import type { FindType } from '../core/model/status.js';
import type { OperationLike, StatusLike } from './operations-service.js';

/**
 * The operation message of what came in binary or in JSON; details of the error are unpacked where the type is known.
 *
 * @throws TypeError when the answer is not an operation.
 */
export function readOperation(like: OperationLike, findType: FindType): OperationMessage {
  const { name, done, error, status } = like;
  const metadata = like.metadataBinary ?? like.metadata;
  const response = like.responseBinary ?? like.response;
  // Fields that are left out are defaults here: neither says that this is an operation.
  const certain = { ...(name !== '' && { name }), ...(done && { done }), ...(metadata && { metadata }) };
  return operationMessageOf(
    { ...certain, ...(status && { status }), response, error: error && readStatus(error) },
    findType,
  );
}

function readStatus({ code, message, detailsBinary, details }: StatusLike): object {
  return { code, message, details: [...detailsBinary, ...details] };
}
