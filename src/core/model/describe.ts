/** What something is, in the words of an error: a list of a few of its fields rather than its content. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value !== 'object') return `a ${typeof value}`;
  const { constructor } = value;
  if (typeof constructor === 'function' && constructor !== Object) return `an object of class ${constructor.name}`;
  const fields = Object.keys(value).slice(0, 9).join(', ').slice(0, 200);
  return fields === '' ? 'an object without fields' : `an object with the fields ${fields}`;
}
