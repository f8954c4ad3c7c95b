import type { OperationsClient } from '../client/operations-client.js';
import { DEFAULT_MAX_PENDING_WAITS } from '../client/operations-client.js';

/** For how long what was learnt of a server counts, in ms: a rollout or a proxy may have changed it since. */
const MEMORY = 300_000;

/** What is known of the WaitOperation of a client, by all who poll with it. */
export class ServerWaits {
  private static readonly ofClients = new WeakMap<OperationsClient, ServerWaits>();
  /** How many are under way. */
  pending = 0;
  /** The longest wait that what lies between was seen to let pass, in ms: 0 where no wait succeeds. */
  private longest = Infinity;
  private learntAt = 0;

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
    if (Math.abs(now - this.learntAt) >= MEMORY) this.longest = Infinity;
    return isFull ? 0 : this.longest;
  }

  /**
   * A wait failed where another call succeeded.
   *
   * @param lasted after how long it was cut, in ms; 0 when the server refused it.
   */
  failed(lasted: number, now: number): void {
    // Shorter than what was cut, as what lies between measures a call from other points.
    this.longest = Math.min(this.longest, lasted * 0.75);
    this.learntAt = now;
  }
}
