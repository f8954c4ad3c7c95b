import type { OperationsClient } from '../client/operations-client.js';
import { DEFAULT_MAX_PENDING_WAITS } from '../client/operations-client.js';

/** For how long the length of a cut call counts, in ms: a proxy may have been changed since. */
const CUT_COUNTS = 300_000;

/** For how long a first refusal counts, in ms, and by how much longer each that follows. */
const REFUSAL_COUNTS = 1_000;
const REFUSAL_GROWS = 4;

/** What is known of the WaitOperation of a client, by all who poll with it. */
export interface ServerWaits {
  /** How many are under way. */
  pending: number;
  /** How long a wait may take at this time, in ms; 0 when the server cannot wait, or is not to be asked to. */
  limit(now: number): number;
  /** A wait was answered. */
  answered(): void;
  /** A wait was cut after a time, in ms, where a short call succeeds. */
  cut(after: number, now: number): void;
  /** A wait was refused where another call succeeds: by a server that has none, or by an old proxy during a rollout. */
  refused(now: number): void;
}

const waitsOfClients = new WeakMap<OperationsClient, ServerWaits>();

/** What is known of the WaitOperation of this client. */
export function serverWaitsOf(client: OperationsClient): ServerWaits {
  const waits = waitsOfClients.get(client) ?? newServerWaits(client);
  waitsOfClients.set(client, waits);
  return waits;
}

function newServerWaits({ maxPendingWaits = DEFAULT_MAX_PENDING_WAITS }: OperationsClient): ServerWaits {
  /** The longest wait that what lies between was seen to let pass, in ms: 0 where waits are refused. */
  let longest = Infinity;
  let learntAt = 0;
  let countsFor = 0;
  let refusals = 0;
  const learn = (limit: number, now: number, forTime: number): void => {
    longest = limit;
    learntAt = now;
    countsFor = forTime;
  };
  return {
    pending: 0,
    limit(now) {
      // Also when the clock was set back.
      if (Math.abs(now - learntAt) >= countsFor) longest = Infinity;
      return this.pending < maxPendingWaits ? longest : 0;
    },
    answered() {
      refusals = 0;
    },
    cut(after, now) {
      // Shorter than what was cut, as what lies between measures a call from other points.
      learn(Math.min(longest, after * 0.75), now, CUT_COUNTS);
    },
    refused(now) {
      learn(0, now, Math.min(CUT_COUNTS, REFUSAL_COUNTS * REFUSAL_GROWS ** refusals++));
    },
  };
}
