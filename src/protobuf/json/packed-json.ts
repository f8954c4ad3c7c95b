import type { JsonObject, JsonValue, Registry } from '@bufbuild/protobuf';
import { fromJson } from '@bufbuild/protobuf';
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
  return 'json' in packed ? jsonAgain(packed) : writeAny(packed, registry);
}

/** As `packedJson`, and what came as JSON is written anew, where its type is known and reads all of it. */
export function canonicalJson(packed: PackedMessage, registry: Registry): JsonObject {
  if ('value' in packed) return writeAny(packed, registry);
  const desc = registry.getMessage(typeNameOf(packed));
  if (!desc) return jsonAgain(packed);
  try {
    const message = fromJson(desc, packed.json as JsonValue, { registry });
    return { '@type': packed.typeUrl, ...besideType(desc.typeName, writeJson(desc, message, registry)) };
  } catch {
    return jsonAgain(packed);
  }
}

function jsonAgain(packed: PackedJson): JsonObject {
  const json = packed.json as JsonValue;
  // Of another server, that names no type.
  if (packed.typeUrl === '') return besideType('', json);
  return { '@type': packed.typeUrl, ...besideType(typeNameOf(packed), json) };
}
