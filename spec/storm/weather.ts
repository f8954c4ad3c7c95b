import type { OperationsClient } from '../../src/index.js';
import { serveOperations } from '../../src/server/index.js';
import type { Counts } from './count.js';
import { counter } from './count.js';
import { Ledger } from './ledger.js';
import { LyingOperations } from './lying-operations.js';
import { stormyProxy } from './stormy-proxy.js';

/** Which storm it is. */
export interface StormSeed {
  readonly seed: number;
  readonly operations: number;
}

/** A server that lies, behind a proxy that breaks: one port for all transports. */
export interface Weather {
  readonly port: number;
  /** Calls that reached the server, lies and faults so far. */
  counts(): Counts | Promise<Counts>;
  close(): Promise<void>;
}

export async function startWeather({ seed, operations }: StormSeed): Promise<Weather> {
  const { count, counts } = counter();
  const lying = new LyingOperations(new Ledger(seed, operations), seed + 1, count);
  // No other method is called.
  const server = await serveOperations({ operations: lying as Partial<OperationsClient> as OperationsClient });
  const proxy = await stormyProxy(server.port, seed + 2, count);
  return {
    port: proxy.port,
    counts,
    close: () => {
      proxy.close();
      return server.close();
    },
  };
}
