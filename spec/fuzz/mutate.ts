import fc from 'fast-check';

/** One change of a value that is made of objects and lists. */
export interface Mutation {
  /** Which of its places, counted round. */
  readonly at: number;
  readonly how: 'replace' | 'remove' | 'rename' | 'wrap' | 'add';
  readonly odd: unknown;
}

/** What has no business where it is put. */
export const oddValue = fc.oneof(
  fc.constantFrom(undefined, null, 0, 1, -1, 1e999, NaN, '', 'x', '5', 'NOT_FOUND', true, false, 10n),
  fc.constantFrom<object[]>([], {}, [null], { toString: 1 }, new Uint8Array(2), new Date(0), { typeUrl: '' }),
  fc.jsonValue({ maxDepth: 1 }),
);

export const mutations: fc.Arbitrary<readonly Mutation[]> = fc.array(
  fc.record({ at: fc.nat(), how: fc.constantFrom('replace', 'remove', 'rename', 'wrap', 'add'), odd: oddValue }),
  { minLength: 1, maxLength: 3 },
);

interface Place {
  readonly parent: Record<string, unknown>;
  readonly key: string;
}

/** A copy of the value with these changes. */
export function mutate(value: object, changes: readonly Mutation[]): object {
  const root: Record<string, unknown> = { value: structuredClone(value) };
  for (const { at, how, odd } of changes) {
    const content: unknown = structuredClone(odd);
    // The last place is the root itself: it is no member of an operation.
    const places = placesIn(root['value']);
    const { parent, key } = places[at % (places.length + 1)] ?? { parent: root, key: 'value' };
    const before = parent[key];
    if (how === 'replace') parent[key] = content;
    else if (how === 'wrap') parent[key] = [before];
    else if (how === 'add') parent['added'] = content;
    else if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else if (parent !== root) {
      Reflect.deleteProperty(parent, key);
      if (how === 'rename') parent[`${key}_`] = before;
    }
  }
  return root['value'] as object;
}

function placesIn(value: unknown): Place[] {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [];
  const parent = value as Record<string, unknown>;
  return Object.keys(parent).flatMap((key) => [{ parent, key }, ...placesIn(parent[key])]);
}

/** Bytes with one flipped, cut off, or put in between. */
export const byteMutation: fc.Arbitrary<(bytes: Uint8Array) => Uint8Array> = fc
  .tuple(fc.nat(), fc.nat(255), fc.constantFrom('flip', 'cut', 'insert'))
  .map(([at, byte, how]) => (bytes: Uint8Array) => {
    const place = at % (bytes.length + 1);
    const [before, after] = [bytes.subarray(0, place), bytes.subarray(place)];
    if (how === 'cut') return before;
    return Uint8Array.of(...before, byte, ...(how === 'flip' ? after.subarray(1) : after));
  });
