import { Client, credentials } from '@grpc/grpc-js';
import type { MethodDefinition } from '@grpc/proto-loader';
import { lro } from 'google-gax';
import { loadOperationsClient } from 'rxjs-longrunning/grpc';
import { operationsService } from '../support/operations-service.js';
import type { GetOperation, PolledOperation } from '../support/in-memory-server.js';
import { bareLoop } from './bare-loop.js';
import type { Contender, PollLoop } from './contender.js';
import { expandLoop } from './expand-loop.js';
import { gaxLoop } from './gax-loop.js';
import { longrunningLoop } from './longrunning-loop.js';

/** What this package sets by itself, and bare clients need for a fair race. */
const channelOptions = { 'grpc.enable_retries': 0, 'grpc.enable_channelz': 0 };

/** What polls a server. */
export const grpcLoops: Readonly<Record<Contender, (target: string, delay: number) => Promise<PollLoop>>> = {
  'bare callbacks': async (target, delay) => bareLoop(bareGet(target), delay),
  'expand + timer': async (target, delay) => expandLoop(bareGet(target), delay),
  'rxjs-longrunning': async (target, delay) =>
    longrunningLoop(await loadOperationsClient({ target, insecure: true }), delay),
  'google-gax 5': async (target, delay) => gaxLoop(gaxClient(target), delay),
};

function bareGet(target: string): GetOperation {
  const client = new Client(target, credentials.createInsecure(), channelOptions);
  const { path, requestSerialize, responseDeserialize } = operationsService()['GetOperation'] as MethodDefinition<
    object,
    PolledOperation
  >;
  return (name, answer) => {
    client.makeUnaryRequest(path, requestSerialize, responseDeserialize, { name }, (error, operation) => {
      if (error) throw error;
      answer(operation as PolledOperation);
    });
  };
}

function gaxClient(target: string): ReturnType<ReturnType<typeof lro>['operationsClient']> {
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
