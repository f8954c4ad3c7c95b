import type { PackedMessage } from '../../core/model/packed-message.js';
import type { Fields } from '../../text/fields.js';

/** The types that can be shown. */
export interface KnownTypes {
  /**
   * The fields of a message in the JSON mapping of protobuf, whatever it came as: one that has a form of its own there,
   * such as a duration, is under `value`. `undefined` for bytes of a type that is not known, or that do not parse.
   */
  fieldsOf(packed: PackedMessage): Fields | undefined;
}
