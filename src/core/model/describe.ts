/** What something is, in the words of an error: a list of a few of its fields rather than its content. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value !== 'object') return `a ${typeof value}`;
  // JSON may have a field of that name.
  const { constructor } = value;
  const name = typeof constructor === 'function' ? constructor.name : 'Object';
  return `${name === 'Object' ? 'an object' : name} {${Object.keys(value).join(', ').slice(0, 200)}}`;
}
