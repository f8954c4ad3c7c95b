/**
 * Mostly one of something, and then without an array around it: that would be 56 bytes more for each of a million
 * operations.
 */
export type OneOrMany<T> = T | readonly T[] | undefined;

/** All of them. */
export function all<T extends object>(some: OneOrMany<T>): readonly T[] {
  if (some === undefined) return [];
  return Array.isArray(some) ? (some as readonly T[]) : [some as T];
}

/** With one more, the last. */
export function plus<T extends object>(some: OneOrMany<T>, one: T): OneOrMany<T> {
  return some === undefined ? one : [...all(some), one];
}

/** Those that are to stay. */
export function only<T extends object>(some: OneOrMany<T>, stays: (one: T) => boolean): OneOrMany<T> {
  const [first, ...others] = all(some).filter(stays);
  return first && others.length > 0 ? [first, ...others] : first;
}
