import { setTimeout as sleep } from 'node:timers/promises';
import { firstValueFrom, retry, throwError, timer } from 'rxjs';
import { work } from '../../bench/support/worker.js';
import { loadOperationsClient } from '../../src/grpc/index.js';
import type { OperationsClient } from '../../src/index.js';
import { getOperation$, isRpcError, StatusCode } from '../../src/index.js';
import { restOperationsClient } from '../../src/rest/index.js';

/** How a client fared that asks for an operation again and again, over gRPC and over REST. */
export interface Health {
  readonly answers: number;
  /** Of all answers, in ms. */
  readonly p99: number;
  readonly longest: number;
  /** What went wrong, in words. */
  readonly failures: readonly string[];
}

/** Between two calls of a transport, in ms. */
const PACE = 10;
/** Whoever waits for an answer as long as this has given up. */
const CALL_TIMEOUT = 10_000;

/** As every poll does: a connection that idled may be closed at the moment when the next call is sent on it. */
const ONCE_MORE = {
  count: 1,
  delay: (error: unknown) =>
    isRpcError(error) && error.code === StatusCode.UNAVAILABLE ? timer(0) : throwError(() => error),
};

let latencies: number[] = [];
let failures: string[] = [];
const waiting = new Set<() => void>();

async function poll(client: OperationsClient, name: string): Promise<void> {
  for (;;) {
    const began = performance.now();
    try {
      await firstValueFrom(getOperation$(client, name, { timeout: CALL_TIMEOUT }).pipe(retry(ONCE_MORE)));
      latencies.push(performance.now() - began);
    } catch (error) {
      failures.push(String(error));
    }
    for (const tell of waiting) tell();
    await sleep(PACE);
  }
}

async function begin(port: number, name: string): Promise<void> {
  const clients = [
    await loadOperationsClient({ target: `127.0.0.1:${port}`, insecure: true }),
    restOperationsClient({ baseUrl: `http://127.0.0.1:${port}` }),
  ];
  for (const client of clients) void poll(client, name);
  await answers(clients.length);
}

/** Resolves when there were so many more answers, or failures. */
function answers(count: number): Promise<true> {
  return new Promise((resolve) => {
    let left = count;
    const tell = (): void => {
      left -= 1;
      if (left > 0) return;
      waiting.delete(tell);
      resolve(true);
    };
    waiting.add(tell);
  });
}

/** How it went since the last time that this was asked. */
function health(): Health {
  const sorted = latencies.sort((a, b) => a - b);
  const report = {
    answers: sorted.length,
    p99: sorted[Math.floor(sorted.length * 0.99)] ?? NaN,
    longest: sorted.at(-1) ?? NaN,
    failures,
  };
  latencies = [];
  failures = [];
  return report;
}

work({ begin: (port: number, name: string) => begin(port, name).then(() => true), answers, health });
