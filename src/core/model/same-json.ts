/** How many values are compared: what is larger than any answer is taken for changed. */
const MOST = 5_000_000;

/** Whether two values of JSON are the same, however deep: it does not recurse, as a server may nest what it likes. */
export function isSameJson(a: unknown, b: unknown): boolean {
  const pairs: [unknown, unknown][] = [[a, b]];
  let left = MOST;
  for (let pair = pairs.pop(); pair; pair = pairs.pop()) {
    const [one, other] = pair;
    if (Object.is(one, other)) continue;
    if (left-- === 0 || !isContainer(one) || !isContainer(other) || Array.isArray(one) !== Array.isArray(other))
      return false;
    const keys = Object.keys(one);
    if (keys.length !== Object.keys(other).length) return false;
    for (const key of keys) {
      if (!Object.hasOwn(other, key)) return false;
      pairs.push([one[key], other[key]]);
    }
  }
  return true;
}

function isContainer(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
