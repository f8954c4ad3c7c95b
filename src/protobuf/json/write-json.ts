import type { DescMessage, JsonObject, JsonValue, MessageShape, Registry } from '@bufbuild/protobuf';
import { clone, create, fromBinary, toJson } from '@bufbuild/protobuf';
import { reflect } from '@bufbuild/protobuf/reflect';
import { base64Encode } from '@bufbuild/protobuf/wire';
import type { Any } from '@bufbuild/protobuf/wkt';
import { AnySchema } from '@bufbuild/protobuf/wkt';
import type { JsonPath } from './any-fields.js';
import { anyFields } from './any-fields.js';
import { besideType, nameInUrl } from './custom-form.js';

/** How deep an Any may be packed in others. */
const DEEPEST = 100;

/**
 * A message in the JSON mapping of protobuf.
 *
 * An Any whose type is not in the registry, or whose bytes do not parse, is `{"@type": …, "value": "<base64>"}`: an
 * answer that tells less is worth more than none.
 *
 * @throws Error when something else has no form in JSON, such as a time after the year 9999.
 */
export function writeJson<D extends DescMessage>(desc: D, message: MessageShape<D>, registry?: Registry): JsonValue {
  try {
    return toJson(desc, message, registry && { registry });
  } catch {
    return writePiecewise(desc, clone(desc, message), registry, 0);
  }
}

/** An Any in JSON, whatever it holds. */
export function writeAny(any: Pick<Any, 'typeUrl' | 'value'>, registry: Registry): JsonObject {
  return writeJson(AnySchema, create(AnySchema, any), registry) as JsonObject;
}

/** Each Any apart, and the rest without them, which changes the message. */
function writePiecewise(
  desc: DescMessage,
  message: MessageShape<DescMessage>,
  registry: Registry | undefined,
  depth: number,
) {
  const anys = [...anyFields(reflect(desc, message))].map(([path, any]) => {
    const written = writePacked(any, registry, depth);
    // One of no type is {} in JSON.
    any.typeUrl = '';
    return [path, written] as const;
  });
  let json = toJson(desc, message, registry && { registry });
  for (const [path, any] of anys) json = replaced(json, path, any);
  return json;
}

function writePacked({ typeUrl, value }: Any, registry: Registry | undefined, depth: number): JsonObject {
  if (typeUrl === '') return {};
  const desc = depth < DEEPEST ? registry?.getMessage(nameInUrl(typeUrl)) : undefined;
  try {
    if (desc) {
      const content = writePiecewise(desc, fromBinary(desc, value), registry, depth + 1);
      return { '@type': typeUrl, ...besideType(desc.typeName, content) };
    }
  } catch {
    // Its bytes, then.
  }
  return { '@type': typeUrl, ...(value.length > 0 && { value: base64Encode(value) }) };
}

function replaced(json: JsonValue, [key, ...inner]: JsonPath, value: JsonValue): JsonValue {
  if (key === undefined) return value;
  const around = json as Record<string | number, JsonValue>;
  around[key] = replaced(around[key] ?? null, inner, value);
  return json;
}
