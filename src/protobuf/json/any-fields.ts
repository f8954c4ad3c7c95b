import type { ReflectMessage } from '@bufbuild/protobuf/reflect';
import type { Any } from '@bufbuild/protobuf/wkt';
import { AnySchema } from '@bufbuild/protobuf/wkt';
import { hasCustomForm } from './custom-form.js';

/** Where something is in JSON: names, indices and keys from the outside in. */
export type JsonPath = readonly (string | number)[];

/** Each Any within a message, with its place in JSON; not those that are packed in another one. */
export function* anyFields(message: ReflectMessage, path: JsonPath = []): Generator<readonly [JsonPath, Any]> {
  const { desc, fields } = message;
  if (desc.typeName === AnySchema.typeName) yield [path, message.message as Any];
  if (hasCustomForm(desc.typeName)) return;
  for (const field of fields) {
    if (!field.message || !message.isSet(field)) continue;
    const here = [...path, field.jsonName];
    if (field.fieldKind === 'message') yield* anyFields(message.get(field), here);
    else {
      const values = message.get(field) as Iterable<readonly [string | number, ReflectMessage]>;
      for (const [key, value] of field.fieldKind === 'list' ? [...values].entries() : values) {
        yield* anyFields(value as ReflectMessage, [...here, key]);
      }
    }
  }
}
