import { Client, credentials } from '@grpc/grpc-js';
import type { MethodDefinition } from '@grpc/proto-loader';
import type { PollOptions } from 'rxjs-longrunning';
import { pollOperation$ } from 'rxjs-longrunning';
import { loadOperationsClient } from 'rxjs-longrunning/grpc';
import { operationsService } from '../support/operations-service.js';
import { sameAsOurs } from './over-grpc.js';

/** How one end was seen: the bytes of the response; `undefined` where polling ended without. */
export type OnEnd = (name: string, value: Uint8Array | undefined) => void;

/** Watches many operations, each polled at once and then every `delay` ms, until all have ended. */
export type ManyWay = (target: string, delay: number) => Promise<(names: readonly string[], onEnd: OnEnd) => void>;

/** How many calls of the bare client are under way at once: what this package does by itself. */
const AT_ONCE = 100;

interface Polled {
  readonly done?: boolean;
  readonly response?: { readonly value: Uint8Array };
}

/** By name; the first is what the others are compared with. */
export const MANY_WAYS = {
  'bare grpc-js, 100 calls at once': async (target, delay) => {
    const client = new Client(target, credentials.createInsecure(), {
      'grpc.enable_retries': 0,
      'grpc.enable_channelz': 0,
    });
    const { path, requestSerialize, responseDeserialize } = operationsService()['GetOperation'] as MethodDefinition<
      object,
      Polled
    >;
    return (names, onEnd) => {
      const line: string[] = [...names];
      let head = 0;
      let underWay = 0;
      const poll = (name: string): void => {
        line.push(name);
        go();
      };
      const go = (): void => {
        while (underWay < AT_ONCE && head < line.length) {
          const name = line[head++] as string;
          if (head === 10_000) line.splice(0, (head = 0) + 10_000);
          underWay++;
          client.makeUnaryRequest(
            path,
            requestSerialize,
            responseDeserialize,
            { name },
            ...sameAsOurs(name),
            (error, answer) => {
              underWay--;
              if (error) onEnd(name, undefined);
              else if (answer?.done) onEnd(name, answer.response?.value);
              else setTimeout(poll, delay, name);
              go();
            },
          );
        }
      };
      go();
    };
  },
  pollOperation$: (target, delay) => polling(target, { schedule: () => delay }),
} as const satisfies Readonly<Record<string, ManyWay>>;

/** With those that are not compared. */
export const ALL_WAYS = {
  ...MANY_WAYS,
  'pollOperation$, long polls': (target) => polling(target, { longPoll: true }),
} as const satisfies Readonly<Record<string, ManyWay>>;

export type ManyWayName = keyof typeof MANY_WAYS;
export type AnyWayName = keyof typeof ALL_WAYS;

async function polling(target: string, options: PollOptions): ReturnType<ManyWay> {
  const client = await loadOperationsClient({ target, insecure: true });
  return (names, onEnd) => {
    for (const name of names) {
      pollOperation$(client, name, options).subscribe({
        next: (state) => {
          if (!state.done) return;
          const response = state.status === 'succeeded' ? state.response : undefined;
          onEnd(name, response && 'value' in response ? response.value : undefined);
        },
        error: () => onEnd(name, undefined),
      });
    }
  };
}
