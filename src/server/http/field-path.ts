import type { DescField, DescMessage, JsonObject, JsonValue } from '@bufbuild/protobuf';

/** A field of a message, by the fields that lead to it from the outside in. */
export type FieldPath = readonly [DescField, ...DescField[]];

/** The field of a path such as `report.page_count`, whose names may be those of the proto file or of JSON. */
export function fieldPath(message: DescMessage, path: string): FieldPath | undefined {
  const [first = '', ...inner] = path.split('.');
  const field = message.fields.find(({ name, jsonName }) => name === first || jsonName === first);
  if (!field || inner.length === 0) return field && [field];
  const rest = field.fieldKind === 'message' ? fieldPath(field.message, inner.join('.')) : undefined;
  return rest && [field, ...rest];
}

/**
 * Sets a field in the JSON of a message, whichever of its names that has.
 *
 * @throws TypeError when a field on the way is no object.
 */
export function setField(json: JsonObject, [field, ...inner]: FieldPath, value: JsonValue): void {
  const { name, jsonName } = field;
  const key = Object.hasOwn(json, name) ? name : jsonName;
  const [next, ...rest] = inner;
  if (!next) json[key] = value;
  else {
    const within = Object.hasOwn(json, key) ? (json[key] ?? {}) : {};
    if (typeof within !== 'object' || Array.isArray(within)) throw new TypeError(`the field ${name} is no object`);
    json[key] = within;
    setField(within, [next, ...rest], value);
  }
}
