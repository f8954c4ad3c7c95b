import type { FileRegistry } from '@bufbuild/protobuf';
import type { Transport } from '@connectrpc/connect';
import { createClient } from '@connectrpc/connect';
import { createConnectTransport, createGrpcWebTransport } from '@connectrpc/connect-web';
import { connectOperationsClient } from 'rxjs-longrunning/connect';
import { restOperationsClient } from 'rxjs-longrunning/rest';
import { messageRegistry } from '../../src/protobuf/json/message-registry.js';
import { loadDescriptorReader } from '../../src/protobuf/load-descriptors.js';
import type { GetOperation, PolledOperation } from '../support/in-memory-server.js';
import type { TransportServer } from '../support/transport-server.js';
import { bareLoop } from './bare-loop.js';
import type { PollLoop } from './contender.js';
import { constantDelay, longrunningLoop } from './longrunning-loop.js';
import { grpcLoops } from './over-grpc.js';

/** The first is what the others are compared with. All but it are over `fetch`, as in a browser. */
export const TRANSPORTS = ['gRPC', 'REST', 'Connect, binary', 'Connect, JSON', 'gRPC-Web'] as const;

export type TransportName = (typeof TRANSPORTS)[number];

type MakeLoop = (server: TransportServer, delay: number) => PollLoop | Promise<PollLoop>;

/** What polls over a transport: with what comes with it alone, and with this package. */
export const transportLoops: Readonly<Record<TransportName, { readonly bare: MakeLoop; readonly ours: MakeLoop }>> = {
  gRPC: {
    bare: ({ target }, delay) => grpcLoops['bare callbacks'](target, delay),
    ours: ({ target }, delay) => grpcLoops['rxjs-longrunning'](target, delay),
  },
  REST: {
    bare: ({ url }, delay) => bareLoop(bareFetch(url), delay),
    ours: ({ url }, delay) => longrunningLoop(restOperationsClient({ baseUrl: url }), constantDelay(delay)),
  },
  'Connect, binary': overConnect((baseUrl) => createConnectTransport({ baseUrl, useBinaryFormat: true })),
  'Connect, JSON': overConnect((baseUrl, registry) =>
    createConnectTransport({ baseUrl, ...(registry && { jsonOptions: { registry } }) }),
  ),
  'gRPC-Web': overConnect((baseUrl) => createGrpcWebTransport({ baseUrl })),
};

/** What each call of this package has by default. */
const TIMEOUT = 10_000;

function bareFetch(url: string): GetOperation {
  const get = async (name: string): Promise<PolledOperation> => {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), TIMEOUT);
    const response = await fetch(`${url}/v1/${name}`, { signal: controller.signal });
    const operation = (await response.json()) as PolledOperation;
    clearTimeout(timer);
    return operation;
  };
  return (name, answer) => void get(name).then(answer);
}

/** @param makeTransport takes a registry where JSON needs one: ours does not. */
function overConnect(makeTransport: (baseUrl: string, registry?: FileRegistry) => Transport): {
  readonly bare: MakeLoop;
  readonly ours: MakeLoop;
} {
  return {
    bare: async ({ url }, delay) => {
      const registry = await loadRegistry();
      const service = registry.getService('google.longrunning.Operations');
      if (!service) throw new Error('The proto files define no google.longrunning.Operations.');
      const client = createClient(service, makeTransport(url, registry)) as unknown as BareClient;
      return bareLoop((name, answer) => void client.getOperation({ name }, { timeoutMs: TIMEOUT }).then(answer), delay);
    },
    ours: ({ url }, delay) => longrunningLoop(connectOperationsClient(makeTransport(url)), constantDelay(delay)),
  };
}

interface BareClient {
  getOperation(request: { readonly name: string }, options: { readonly timeoutMs: number }): Promise<PolledOperation>;
}

/** What generated code would hold. */
async function loadRegistry(): Promise<FileRegistry> {
  const describeGoogle = await loadDescriptorReader([]);
  return messageRegistry(describeGoogle());
}
