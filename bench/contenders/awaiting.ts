import { setTimeout as pause } from 'node:timers/promises';
import { Subject } from 'rxjs';
import { loadOperationsClient } from 'rxjs-longrunning/grpc';
import { awaitOperation } from 'rxjs-longrunning/operators';
import type { PolledOperation } from '../support/in-memory-server.js';
import { constantDelay } from './longrunning-loop.js';
import { bareGet, sameAsOurs } from './over-grpc.js';

/** The first is what this package is compared with. */
export const AWAITING_CONTENDERS = ['Promise pool', 'rxjs-longrunning'] as const;

export type AwaitingContender = (typeof AWAITING_CONTENDERS)[number];

/** Awaits operations, so many at once. */
export type AwaitAll = (names: readonly string[]) => void;

interface Settings {
  readonly concurrency: number;
  /** From an answer to the next poll, in ms. */
  readonly delay: number;
  readonly onResponse: (value: Uint8Array) => void;
}

interface AwaitedOperation extends PolledOperation {
  readonly response?: { readonly value: Uint8Array };
}

/** An error of any call ends the process. */
export const awaitingAll: Readonly<
  Record<AwaitingContender, (target: string, settings: Settings) => Promise<AwaitAll>>
> = {
  'Promise pool': async (target, { concurrency, delay, onResponse }) => {
    const get = bareGet(target, sameAsOurs);
    const poll = (name: string): Promise<AwaitedOperation> => new Promise((resolve) => get(name, resolve));
    return (names) => {
      const waiting = names.values();
      const loop = async (): Promise<void> => {
        for (const name of waiting) {
          let operation = await poll(name);
          while (!operation.done) {
            await pause(delay);
            operation = await poll(name);
          }
          onResponse(operation.response?.value ?? new Uint8Array());
        }
      };
      for (let slot = 0; slot < concurrency; slot++) void loop();
    };
  },
  'rxjs-longrunning': async (target, { concurrency, delay, onResponse }) => {
    const client = await loadOperationsClient({ target, insecure: true });
    // One stream for all, so that what it would keep of each operation is seen.
    const names$ = new Subject<string>();
    names$
      .pipe(awaitOperation(client, { ...constantDelay(delay), concurrency }))
      .subscribe((response) => onResponse('value' in response ? response.value : new Uint8Array()));
    return (names) => names.forEach((name) => names$.next(name));
  },
};
