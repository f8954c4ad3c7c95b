/** JSON of so many objects, or lists, within each other. */
export function nested(depth: number, inList: boolean, inmost: unknown = inList ? [] : {}): unknown {
  let json = inmost;
  for (let level = 1; level < depth; level++) json = inList ? [json] : { a: json };
  return json;
}

/** How deep lists are within each other. */
export function depthOf(json: unknown): number {
  let depth = 0;
  for (let inner = json; Array.isArray(inner); [inner] = inner as unknown[]) depth++;
  return depth;
}
