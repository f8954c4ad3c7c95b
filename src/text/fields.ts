/** The fields of a message, as @grpc/proto-loader gives them, or as they are in JSON. */
export type Fields = Readonly<Record<string, unknown>>;

/** The fields of a message in JSON. One that is no object, such as a duration, is under `value`, as in the JSON of an Any. */
export function jsonFields(json: unknown): Fields {
  return typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as Fields) : { value: json };
}

/** The number in a field, whatever a server put there; 64-bit integers come as strings. NaN when there is none. */
export function numberOf(value: unknown): number {
  if (typeof value === 'string') return value.length > 0 && value.length <= LONGEST ? Number(value) : NaN;
  return typeof value === 'number' ? value : NaN;
}

/** As long as a number may be, in characters. */
const LONGEST = 40;
