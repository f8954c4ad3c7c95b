import type { PackedMessage } from '../../core/model/packed-message.js';
import { unpack } from '../../core/model/message-type.js';
import { typeNameOf } from '../../core/model/packed-message.js';
import type { Fields } from '../../text/fields.js';
import { jsonFields } from '../../text/fields.js';
import type { MessageTypes } from '../../protobuf/message-types.js';

/** The types that can be shown. */
export type KnownTypes = Pick<MessageTypes, 'find'>;

/** The fields of a message, by its own type name; `undefined` when that type is not known or does not parse. */
export function fieldsOf(packed: PackedMessage, types: KnownTypes): Fields | undefined {
  if ('json' in packed) return jsonFields(packed.json);
  const type = types.find(typeNameOf(packed));
  try {
    return type && (unpack(packed, type) as Fields);
  } catch {
    return undefined;
  }
}
