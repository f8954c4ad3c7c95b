import type { JsonObject, JsonValue } from '@bufbuild/protobuf';

const CUSTOM =
  /^google[.]protobuf[.](Any|Timestamp|Duration|FieldMask|Struct|((Double|Float|U?Int(32|64)|Bool|String|Bytes|List)?Value))$/;

/**
 * Whether messages of a type have a JSON form of their own, such as `"1.5s"`, which an Any has under `value`.
 *
 * @see https://protobuf.dev/programming-guides/json/#any
 */
export function hasCustomForm(typeName: string): boolean {
  return CUSTOM.test(typeName);
}

/** What the JSON of an Any has beside its `@type`. */
export function besideType(typeName: string, json: JsonValue): JsonObject {
  const isObject = typeof json === 'object' && json !== null && !Array.isArray(json);
  return isObject && !hasCustomForm(typeName) ? json : { value: json };
}

/** The full name in a type URL. */
export function nameInUrl(typeUrl: string): string {
  return typeUrl.slice(typeUrl.lastIndexOf('/') + 1);
}
