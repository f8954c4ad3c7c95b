/** Counts what happened, by its name. */
export type Count = (what: string) => void;

/** How often each happened. */
export type Counts = Readonly<Record<string, number>>;

/** A count, and what it came to so far. */
export function counter(): { readonly count: Count; readonly counts: () => Counts } {
  const counts = new Map<string, number>();
  return {
    count: (what) => counts.set(what, (counts.get(what) ?? 0) + 1),
    counts: () => Object.fromEntries(counts),
  };
}
