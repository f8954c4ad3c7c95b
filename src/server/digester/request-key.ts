import { RpcError } from '../../core/model/rpc-error.js';
import { StatusCode } from '../../core/model/status-code.js';
import type { MessageTypes } from '../../protobuf/message-types.js';
import type { DigestTreeRequest } from './digester-messages.js';
import { packedDetail } from './packed-detail.js';

/** Ids are kept as long as their operations: a client must not fill the memory with them. */
const LONGEST_ID = 128;

/**
 * What the store knows a request by: its id is the client's word for what it asks for here, and for nothing else.
 *
 * @throws RpcError `INVALID_ARGUMENT`, with `BadRequest` and `ErrorInfo` details, when the id is too long.
 */
export function requestKey({ path = '', requestId = '' }: DigestTreeRequest, types: MessageTypes): string | undefined {
  if (requestId.length > LONGEST_ID) throw tooLong(requestId.length, types);
  return requestId === '' ? undefined : JSON.stringify(['DigestTree', path, requestId]);
}

function tooLong(length: number, types: MessageTypes): RpcError {
  const description = `must have at most ${LONGEST_ID} characters, and has ${length}`;
  return new RpcError({
    code: StatusCode.INVALID_ARGUMENT,
    message: `request_id ${description}`,
    details: [
      packedDetail(
        'google.rpc.ErrorInfo',
        { reason: 'REQUEST_ID_TOO_LONG', domain: 'rxjs-longrunning', metadata: {} },
        types,
      ),
      packedDetail('google.rpc.BadRequest', { fieldViolations: [{ field: 'request_id', description }] }, types),
    ],
  });
}
