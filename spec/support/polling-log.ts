import type { OperationState } from '../../src/index.js';

/** Something that happened during one wait, to the loop or by it. */
export type PollingEvent =
  /** Of WaitOperation where there is a `wait`, else of GetOperation; both times are in ms. */
  | { readonly kind: 'call'; readonly name: string; readonly deadline: number; readonly wait?: number }
  | { readonly kind: 'answer'; readonly name: string }
  /** `refused`: a WaitOperation failed, and a GetOperation takes its place in the same poll. */
  | { readonly kind: 'failure'; readonly refused: boolean }
  | { readonly kind: 'cancel' }
  /** `failingFor`: how long ago `failingSince` was, in ms. */
  | { readonly kind: 'state'; readonly state: OperationState<string, string>; readonly failingFor: number | undefined }
  | { readonly kind: 'complete' }
  | { readonly kind: 'error'; readonly error: unknown }
  /** The subscription is closed, by an end or by an unsubscribe, with so many timers left. */
  | { readonly kind: 'closed'; readonly timers: number }
  | { readonly kind: 'pause'; readonly paused: boolean }
  | { readonly kind: 'poke' };

/** What happened in one wait, in order; times are in ms from its beginning. */
export type PollingLog = readonly (PollingEvent & { readonly at: number })[];
