import type { PackedMessage } from 'rxjs-longrunning';

/** The fields of a message. */
export type Fields = Readonly<Record<string, unknown>>;

/** The fields of a packed message: over REST it comes as JSON. One that is no object is under `value`. */
export function fieldsOf(packed: PackedMessage): Fields {
  const json = 'json' in packed ? packed.json : undefined;
  return typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as Fields) : { value: json };
}
