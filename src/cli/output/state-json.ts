import { boundedJson } from '../../core/model/bounded-json.js';
import type { OperationError } from '../../core/model/operation-error.js';
import type { OperationState } from '../../core/model/operation-state.js';
import type { PackedMessage } from '../../core/model/packed-message.js';
import type { RpcError } from '../../core/model/rpc-error.js';
import { statusCodeName } from '../../core/model/status-code.js';
import type { KnownTypes } from './known-types.js';

/**
 * A state as one line of JSON. Messages are `{"@type": …, …fields}`; those of unknown type have their bytes in base64
 * in `@value`, as grpcurl writes them. What is nested deeper than protobuf reads is `"…"`.
 */
export function stateJson(state: OperationState, types: KnownTypes): string {
  const { name, status, done, message, poll } = state;
  return JSON.stringify(
    boundedJson({
      name,
      status,
      done,
      metadata: message.metadata && messageJson(message.metadata, types),
      response: status === 'succeeded' && message.response ? messageJson(message.response, types) : undefined,
      error: 'error' in state ? statusJson(state.error, types) : undefined,
      poll: {
        ...poll,
        nextDelay: poll.nextDelay && Math.round(poll.nextDelay),
        lastError: poll.lastError && statusJson(poll.lastError, types),
      },
    }),
  );
}

function statusJson(error: OperationError | RpcError, types: KnownTypes): object {
  return {
    code: error.code,
    codeName: statusCodeName(error.code),
    message: error.statusMessage,
    details: error.details.map(({ packed }) => messageJson(packed, types)),
  };
}

function messageJson(packed: PackedMessage, types: KnownTypes): object {
  const fields = types.fieldsOf(packed);
  // JSON of some servers names no type.
  if (fields) return { '@type': packed.typeUrl || undefined, ...fields };
  return { '@type': packed.typeUrl, '@value': 'value' in packed ? Buffer.from(packed.value).toString('base64') : '' };
}
