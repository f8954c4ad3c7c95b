import type { CallOptions } from '@grpc/grpc-js';
import { Client, credentials, Metadata } from '@grpc/grpc-js';
import type { MethodDefinition } from '@grpc/proto-loader';
import { lro } from 'google-gax';
import { loadOperationsClient } from 'rxjs-longrunning/grpc';
import { operationsService } from '../support/operations-service.js';
import type { GetOperation, PolledOperation } from '../support/in-memory-server.js';
import { bareLoop } from './bare-loop.js';
import type { Contender, PollLoop } from './contender.js';
import { expandLoop } from './expand-loop.js';
import { gaxLoop } from './gax-loop.js';
import { constantDelay, longrunningLoop } from './longrunning-loop.js';

/** What this package sets by itself, and bare clients need for a fair race. */
const channelOptions = { 'grpc.enable_retries': 0, 'grpc.enable_channelz': 0 };

/** What polls a server. Without a deadline and a header, a call takes less, on the server, too. */
export const grpcLoops: Readonly<
  Record<Contender | 'bare, no deadline', (target: string, delay: number) => Promise<PollLoop>>
> = {
  'bare callbacks': async (target, delay) => bareLoop(bareGet(target, sameAsOurs), delay),
  'bare, no deadline': async (target, delay) => bareLoop(bareGet(target, nothing), delay),
  'expand + timer': async (target, delay) => expandLoop(bareGet(target, sameAsOurs), delay),
  'rxjs-longrunning': async (target, delay) =>
    longrunningLoop(await loadOperationsClient({ target, insecure: true }), constantDelay(delay)),
  'google-gax 5': async (target, delay) => gaxLoop(gaxClient(target), delay),
};

/** What each call of this package has: a deadline, and the header that routes it. */
export function sameAsOurs(name: string): [Metadata, CallOptions] {
  const metadata = new Metadata();
  metadata.set('x-goog-request-params', `name=${encodeURIComponent(name)}`);
  return [metadata, { deadline: Date.now() + 10_000 }];
}

function nothing(): [Metadata, CallOptions] {
  return [new Metadata(), {}];
}

export function bareGet(target: string, extras: (name: string) => [Metadata, CallOptions]): GetOperation {
  const client = new Client(target, credentials.createInsecure(), channelOptions);
  const { path, requestSerialize, responseDeserialize } = operationsService()['GetOperation'] as MethodDefinition<
    object,
    PolledOperation
  >;
  return (name, answer) => {
    client.makeUnaryRequest(
      path,
      requestSerialize,
      responseDeserialize,
      { name },
      ...extras(name),
      (error, operation) => {
        if (error) throw error;
        answer(operation as PolledOperation);
      },
    );
  };
}

export function gaxClient(target: string): ReturnType<ReturnType<typeof lro>['operationsClient']> {
  const [servicePath, port] = target.split(':');
  // A known universe, else it asks a metadata server for it.
  const universeDomain = 'googleapis.com';
  const sslCreds = credentials.createInsecure();
  return lro({ clientOptions: { universeDomain } }).operationsClient({
    servicePath,
    port: Number(port),
    universeDomain,
    sslCreds,
    ...channelOptions,
  });
}
