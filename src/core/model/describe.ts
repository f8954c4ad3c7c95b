/** What something is, in the words of an error: a list of a few of its fields rather than its content. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value !== 'object') return `a ${typeof value}`;
  const { name } = value.constructor ?? Object;
  return `${name === 'Object' ? 'an object' : name} {${Object.keys(value).join(', ').slice(0, 200)}}`;
}
