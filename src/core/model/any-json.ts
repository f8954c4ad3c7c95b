import type { PackedJson } from './packed-message.js';

/**
 * The packed message of a `google.protobuf.Any` in the JSON mapping: its fields without `@type`, or the `value` in which
 * a well-known type has a JSON form of its own.
 *
 * What is no Any has an empty type URL: it can be read as it came, but not unpacked.
 *
 * @see https://protobuf.dev/programming-guides/json/#any
 */
export function fromAnyJson(packed: unknown): PackedJson {
  const { '@type': typeUrl, ...json } = (packed ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof typeUrl !== 'string') return { typeUrl: '', json: packed };
  // None of the well-known types that have no form of their own has this field alone.
  const isValue = /(^|[/])google[.]protobuf[.]\w+$/.test(typeUrl) && Object.keys(json).join() === 'value';
  return { typeUrl, json: isValue ? json['value'] : json };
}

/** The `google.protobuf.Any` of a packed message in the JSON mapping; one without a type is as it came. */
export function toAnyJson({ typeUrl, json }: PackedJson): unknown {
  if (typeUrl === '') return json;
  const isObject = typeof json === 'object' && json !== null && !Array.isArray(json);
  return { '@type': typeUrl, ...(isObject && !CUSTOM_OBJECT.test(typeUrl) ? json : { value: json }) };
}

/** The well-known types with a form of their own that may be an object; the others' is none. */
const CUSTOM_OBJECT = /(^|\/)google[.]protobuf[.](Any|Struct|Value)$/;
