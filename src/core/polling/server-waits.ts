import type { OperationsClient } from '../client/operations-client.js';
import { DEFAULT_MAX_PENDING_WAITS } from '../client/operations-client.js';

/** For how long the length of a cut call counts, in ms: a proxy may have been changed since. */
const CUT_COUNTS = 300_000;

/** For how long a first refusal counts, in ms, and by how much longer each that follows. */
const REFUSAL_COUNTS = 1_000;
const REFUSAL_GROWS = 4;

/** What is known of the WaitOperation of a client, by all who poll with it. */
export class ServerWaits {
  private static readonly ofClients = new WeakMap<OperationsClient, ServerWaits>();
  /** How many are under way. */
  pending = 0;
  /** The longest wait that what lies between was seen to let pass, in ms: 0 where waits are refused. */
  private longest = Infinity;
  private learntAt = 0;
  private countsFor = 0;
  private refusals = 0;

  private constructor(private readonly client: OperationsClient) {}

  static of(client: OperationsClient): ServerWaits {
    const waits = ServerWaits.ofClients.get(client) ?? new ServerWaits(client);
    ServerWaits.ofClients.set(client, waits);
    return waits;
  }

  /** How long a wait may take at this time, in ms; 0 when the server cannot wait, or is not to be asked to. */
  limit(now: number): number {
    const isFull = this.pending >= (this.client.maxPendingWaits ?? DEFAULT_MAX_PENDING_WAITS);
    // Also when the clock was set back.
    if (Math.abs(now - this.learntAt) >= this.countsFor) this.longest = Infinity;
    return isFull ? 0 : this.longest;
  }

  /** A wait was answered. */
  answered(): void {
    this.refusals = 0;
  }

  /** A wait was cut after a time, in ms, where a short call succeeds. */
  cut(after: number, now: number): void {
    // Shorter than what was cut, as what lies between measures a call from other points.
    this.learn(Math.min(this.longest, after * 0.75), now, CUT_COUNTS);
  }

  /** A wait was refused where another call succeeds: by a server that has none, or by an old proxy during a rollout. */
  refused(now: number): void {
    this.learn(0, now, Math.min(CUT_COUNTS, REFUSAL_COUNTS * REFUSAL_GROWS ** this.refusals++));
  }

  private learn(longest: number, now: number, countsFor: number): void {
    this.longest = longest;
    this.learntAt = now;
    this.countsFor = countsFor;
  }
}
