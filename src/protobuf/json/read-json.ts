import type { DescField, DescMessage, JsonReadOptions, JsonValue, MessageShape } from '@bufbuild/protobuf';
import { createRegistry, fromBinary, fromJson, toBinary } from '@bufbuild/protobuf';
import { reflect } from '@bufbuild/protobuf/reflect';
import type { Any } from '@bufbuild/protobuf/wkt';
import { AnySchema, StringValueSchema } from '@bufbuild/protobuf/wkt';
import { anyFields } from './any-fields.js';
import { hasCustomForm, nameInUrl } from './custom-form.js';

/** How deep an Any may be packed in others. */
const DEEPEST = 100;

type PackedAny = Pick<Any, 'typeUrl' | 'value'>;

/**
 * Reads a message in the JSON mapping of protobuf.
 *
 * An Any within it whose type is not in the registry, or whose content does not parse, keeps its type URL alone: the rest
 * of the message is worth more than nothing.
 *
 * @throws Error when anything else does not parse.
 */
export function readJson<D extends DescMessage>(
  desc: D,
  json: JsonValue,
  options: Partial<JsonReadOptions>,
): MessageShape<D> {
  try {
    return fromJson(desc, json, options);
  } catch (error) {
    if (desc.typeName === AnySchema.typeName) throw error;
    return readPiecewise(desc, json, options, 0);
  }
}

/** Each Any apart, and the rest with their numbers in their places. */
function readPiecewise<D extends DescMessage>(
  desc: D,
  json: JsonValue,
  options: Partial<JsonReadOptions>,
  depth: number,
): MessageShape<D> {
  const anys: PackedAny[] = [];
  const numbered = withoutAnys(desc, json, (any) => {
    anys.push(readPacked(any, options, depth));
    return { '@type': StringValueSchema.typeName, value: String(anys.length - 1) };
  });
  const message = fromJson(desc, numbered, { ...options, registry: NUMBERS });
  for (const [, any] of anyFields(reflect(desc, message))) {
    Object.assign(any, anys[Number(fromBinary(StringValueSchema, any.value).value)]);
  }
  return message;
}

const NUMBERS = createRegistry(StringValueSchema);

function readPacked(json: JsonValue, options: Partial<JsonReadOptions>, depth: number): PackedAny {
  const { '@type': type, ...content } = isObject(json) ? json : {};
  const typeUrl = typeof type === 'string' ? type : '';
  const desc = depth < DEEPEST ? options.registry?.getMessage(nameInUrl(typeUrl)) : undefined;
  try {
    if (desc) {
      const inner = hasCustomForm(desc.typeName) ? (content['value'] ?? null) : content;
      return { typeUrl, value: toBinary(desc, readPiecewise(desc, inner, options, depth + 1)) };
    }
  } catch {
    // Its type alone, then.
  }
  return { typeUrl, value: new Uint8Array() };
}

/** The JSON of a message with something else for each Any in it. */
function withoutAnys(desc: DescMessage, json: JsonValue, replace: (any: JsonValue) => JsonValue): JsonValue {
  if (json === null) return json;
  if (desc.typeName === AnySchema.typeName) return replace(json);
  if (!isObject(json) || hasCustomForm(desc.typeName)) return json;
  return mapValues(json, (value, key) => {
    const field = desc.fields.find(({ name, jsonName }) => jsonName === key || name === key);
    return field?.message ? inField(field, field.message, value, replace) : value;
  });
}

function inField(
  { fieldKind }: DescField,
  message: DescMessage,
  json: JsonValue,
  replace: (any: JsonValue) => JsonValue,
): JsonValue {
  const inner = (value: JsonValue) => withoutAnys(message, value, replace);
  if (fieldKind === 'list') return Array.isArray(json) ? json.map(inner) : json;
  if (fieldKind === 'map') return isObject(json) ? mapValues(json, inner) : json;
  return inner(json);
}

function mapValues(json: Readonly<Record<string, JsonValue>>, map: (value: JsonValue, key: string) => JsonValue) {
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, map(value, key)]));
}

function isObject(json: JsonValue): json is Record<string, JsonValue> {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
