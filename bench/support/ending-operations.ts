import type { sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';
import { metadata, serve } from './grpc-server.js';

interface WaitRequest {
  readonly name: string;
  readonly timeout: { readonly seconds: { toNumber(): number }; readonly nanos: number };
}

type Call<Q> = ServerUnaryCall<Q, object>;

const calls = new Map<string, number>();

/** A name that tells the kind of the operation, and when it ends. Processes of one machine read the same clock. */
export function endingOperation(kind: number, id: string, endsAt: number): string {
  return `operations/${kind}-${id}-${endsAt}`;
}

export function kindOf(name: string): string {
  return name.slice(0, name.indexOf('-'));
}

function endOf(name: string): number {
  return Number(name.slice(name.lastIndexOf('-') + 1));
}

/** Serves operations that end when their names say; waits are answered at the end, or when they time out. Gives the target. */
export function serveEndingOperations(): Promise<string> {
  return serve({
    GetOperation: ({ request: { name } }: Call<{ name: string }>, answer: sendUnaryData<object>) => {
      count(name);
      answer(null, operationNow(name));
    },
    WaitOperation: ({ request: { name, timeout } }: Call<WaitRequest>, answer: sendUnaryData<object>) => {
      count(name);
      const timesOutAt = Date.now() + timeout.seconds.toNumber() * 1_000 + timeout.nanos / 1e6;
      at(Math.min(endOf(name), timesOutAt), () => answer(null, operationNow(name)));
    },
  });
}

/** How often each operation was asked for, by name. */
export function callsServed(): Record<string, number> {
  return Object.fromEntries(calls);
}

function count(name: string): void {
  calls.set(name, (calls.get(name) ?? 0) + 1);
}

function operationNow(name: string): object {
  return Date.now() < endOf(name) ? { name, metadata } : { name, metadata, done: true, response: metadata };
}

/** A timer can fire before the clock shows its time. */
function at(time: number, act: () => void): void {
  const left = time - Date.now();
  if (left <= 0) act();
  else setTimeout(() => at(time, act), left);
}
