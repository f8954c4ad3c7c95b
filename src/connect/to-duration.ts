/** The longest that `google.protobuf.Duration` allows, in seconds: about ten thousand years. */
const LONGEST = 315_576_000_000;

/** The fields of a `google.protobuf.Duration` of milliseconds. */
export function toDuration(ms: number): { readonly seconds: bigint; readonly nanos: number } {
  const seconds = Math.trunc(ms / 1_000);
  if (seconds >= LONGEST) return { seconds: BigInt(LONGEST), nanos: 0 };
  // Rounding up to a whole second would be no valid Duration.
  return { seconds: BigInt(seconds), nanos: Math.min(999_999_999, Math.round((ms - seconds * 1_000) * 1e6)) };
}
