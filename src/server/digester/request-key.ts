import { RpcError } from '../../core/model/rpc-error.js';
import { StatusCode } from '../../core/model/status-code.js';
import type { MessageTypes } from '../../protobuf/message-types.js';
import type { DigestTreeRequest } from './digester-messages.js';
import { packedDetail } from './packed-detail.js';

/** Keys are kept as long as their operations: a client must not fill the memory with them. */
const LONGEST_ID = 128;
/** What Linux takes; of one that is not there, each folder on the way is looked for. */
const LONGEST_PATH = 4_096;

/**
 * What the store knows a request by: its id is the client's word for what it asks for here, and for nothing else.
 *
 * @throws RpcError `INVALID_ARGUMENT`, with `BadRequest` and `ErrorInfo` details, when the id or the path is too long.
 */
export function requestKey({ path = '', requestId = '' }: DigestTreeRequest, types: MessageTypes): string | undefined {
  if (requestId.length > LONGEST_ID) throw tooLong('request_id', requestId, LONGEST_ID, types);
  if (path.length > LONGEST_PATH) throw tooLong('path', path, LONGEST_PATH, types);
  return requestId === '' ? undefined : JSON.stringify(['DigestTree', path, requestId]);
}

function tooLong(field: string, { length }: string, longest: number, types: MessageTypes): RpcError {
  const description = `must have at most ${longest} characters, and has ${length}`;
  return new RpcError({
    code: StatusCode.INVALID_ARGUMENT,
    message: `${field} ${description}`,
    details: [
      packedDetail(
        'google.rpc.ErrorInfo',
        { reason: `${field.toUpperCase()}_TOO_LONG`, domain: 'rxjs-longrunning', metadata: {} },
        types,
      ),
      packedDetail('google.rpc.BadRequest', { fieldViolations: [{ field, description }] }, types),
    ],
  });
}
