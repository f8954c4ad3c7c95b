import type { PollingScript } from './arbitrary-polling.js';
import type { PollingLog } from './polling-log.js';

/** Throws when a log breaks a rule of polling. */
export type Invariant = (log: PollingLog, script: PollingScript) => void;

/** Throws that a rule is broken, unless it holds. */
export function must(holds: boolean, rule: string, found: unknown): asserts holds {
  if (!holds) throw new Error(`${rule}; found ${JSON.stringify(found)}`);
}
