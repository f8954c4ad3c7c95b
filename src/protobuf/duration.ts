import type { WireDuration } from './wire.js';

/** Milliseconds of a `google.protobuf.Duration`. */
export function durationToMs({ seconds = 0, nanos = 0 }: WireDuration): number {
  return Number(seconds.toString()) * 1_000 + nanos / 1e6;
}

/** A `google.protobuf.Duration` of milliseconds. */
export function durationFromMs(ms: number): WireDuration {
  const seconds = Math.trunc(ms / 1_000);
  // Rounding up to a whole second would be no valid Duration.
  return { seconds, nanos: Math.min(999_999_999, Math.round((ms - seconds * 1_000) * 1e6)) };
}
