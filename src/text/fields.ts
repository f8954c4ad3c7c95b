import type { Fields } from '../core/model/progress.js';

export { numberOf } from '../core/model/progress.js';
export type { Fields };

/** The fields of a message in JSON. One that is no object, such as a duration, is under `value`, as in the JSON of an Any. */
export function jsonFields(json: unknown): Fields {
  return typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as Fields) : { value: json };
}
