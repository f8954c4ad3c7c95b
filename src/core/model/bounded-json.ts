/** How deep JSON is walked, in lists and objects within each other: protobuf reads no deeper, either. */
const DEEPEST = 100;

/** What stands for what is left out. */
const MORE = '…';

/**
 * JSON that whatever recurses can walk, however a server nested it: what is deeper than protobuf reads, and what is beyond
 * so many values, is `"…"`.
 *
 * @param most how many values are kept. Defaults to all of them.
 */
export function boundedJson(json: unknown, most = Infinity): unknown {
  let left = most;
  const bounded = (value: unknown, depth: number): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (depth === DEEPEST) return MORE;
    const kept: [string, unknown][] = [];
    for (const key of Object.keys(value)) {
      if (left <= 0) {
        kept.push([MORE, MORE]);
        break;
      }
      left--;
      kept.push([key, bounded((value as Readonly<Record<string, unknown>>)[key], depth + 1)]);
    }
    return Array.isArray(value) ? kept.map(([, item]) => item) : Object.fromEntries(kept);
  };
  return bounded(json, 0);
}

/** Whether JSON is nested deeper than protobuf reads: what recurses, such as `JSON.stringify`, may fail at it. */
export function isTooDeep(json: unknown, left = DEEPEST): boolean {
  if (typeof json !== 'object' || json === null) return false;
  return left === 0 || Object.values(json).some((value) => isTooDeep(value, left - 1));
}
