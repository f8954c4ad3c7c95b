import type { DescMessage, JsonObject, JsonValue, Registry } from '@bufbuild/protobuf';
import { fromBinary, fromJson } from '@bufbuild/protobuf';
import type { PackedJson, PackedMessage } from '../../core/model/packed-message.js';
import { typeNameOf } from '../../core/model/packed-message.js';
import { besideType } from './custom-form.js';
import { writeAny, writeJson } from './write-json.js';

/**
 * A packed message as an Any in JSON.
 *
 * One of a type that is not known here, or whose bytes do not parse, is `{"@type": …, "value": "<base64>"}`; what came as
 * JSON goes on as it came.
 */
export function packedJson(packed: PackedMessage, registry: Registry): JsonObject {
  if ('value' in packed) return writeAny(packed, registry);
  return { ...(packed.typeUrl !== '' && { '@type': packed.typeUrl }), ...asItCame(packed) };
}

/**
 * What a packed message as an Any in JSON has beside its type, in the same words whatever it came as. What came as JSON
 * stays as it came where its type is not known here, or has other fields.
 *
 * @returns `undefined` for bytes of a type that is not known here, or that do not parse.
 */
export function contentJson(packed: PackedMessage, registry: Registry): JsonObject | undefined {
  const desc = registry.getMessage(typeNameOf(packed));
  try {
    if (desc) return besideType(desc.typeName, writeJson(desc, read(desc, packed, registry), registry));
  } catch {
    // As if it were not known.
  }
  return 'value' in packed ? undefined : asItCame(packed);
}

function read(desc: DescMessage, packed: PackedMessage, registry: Registry) {
  return 'value' in packed ? fromBinary(desc, packed.value) : fromJson(desc, packed.json as JsonValue, { registry });
}

function asItCame(packed: PackedJson): JsonObject {
  return besideType(typeNameOf(packed), packed.json as JsonValue);
}
