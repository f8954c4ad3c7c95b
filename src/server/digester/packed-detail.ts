import { pack } from '../../core/model/message-type.js';
import type { StatusDetail } from '../../core/model/status.js';
import { toStatusDetail } from '../../core/model/status.js';
import type { MessageTypes } from '../../protobuf/message-types.js';

/** A detail of an error, packed as clients get it. */
export function packedDetail(typeName: string, value: object, types: MessageTypes): StatusDetail {
  return toStatusDetail(pack(value, types.get<object>(typeName)), types.find);
}
