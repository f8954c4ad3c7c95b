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
