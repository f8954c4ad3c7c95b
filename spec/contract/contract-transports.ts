import { connectOperationsClient } from '../../src/connect/index.js';
import { restOperationsClient } from '../../src/rest/index.js';
import { grpcTransport, httpTransports } from '../connect/serve-connect.js';
import type { ContractTransport } from './contract.js';

/** How many cases there are. */
const ALL = 72;

/** So that a server that is back is found soon. */
const channelOptions = { 'grpc.initial_reconnect_backoff_ms': 10, 'grpc.min_reconnect_backoff_ms': 10 };

/** What most have in common; a row says where it differs. */
const usual = {
  packs: 'bytes',
  details: 'bytes',
  explainsCancelled: false,
  namesInPath: false,
  routes: false,
} as const satisfies Partial<ContractTransport>;

const overWire = { ...usual, has: ['script', 'store', 'wire'], cases: ALL, http: 1 } as const;

const connectTransports = { ...httpTransports, 'gRPC of Connect': grpcTransport };

/** Over a transport of Connect: the client is given it, and does not know where it leads. */
const overConnect = (title: keyof typeof connectTransports): ContractTransport => ({
  ...overWire,
  title,
  says: (call) => `${call}: `,
  explainsCancelled: true,
  connect: ({ url }) => connectOperationsClient(connectTransports[title](url)),
});

const inProcess = { ...usual, says: () => '' } as const;

/** The table: what all have is in the cases, what each has of its own is here. */
export const contractTransports: readonly ContractTransport[] = [
  {
    ...overWire,
    title: 'gRPC',
    says: (call, server) => `${call} at ${server?.target}: `,
    explainsCancelled: true,
    routes: true,
    http: 2,
    connect: ({ target }, fixture) => fixture.connect(target, { channelOptions }),
  },
  {
    ...overWire,
    title: 'REST',
    packs: 'json',
    details: 'json',
    says: (call, server) => `${call} at ${server?.url}: `,
    namesInPath: true,
    connect: ({ url }) => restOperationsClient({ baseUrl: url }),
  },
  { ...overConnect('Connect in JSON'), packs: 'json' },
  overConnect('Connect in binary'),
  overConnect('Connect of Node'),
  { ...overConnect('gRPC-Web in JSON'), packs: 'json' },
  overConnect('gRPC-Web in binary'),
  overConnect('gRPC-Web of Node'),
  { ...overConnect('gRPC of Connect'), http: 2 },
  { ...inProcess, title: 'the scripted client', has: ['script'], cases: 52 },
  { ...inProcess, title: 'InMemoryOperations', has: ['store'], cases: 10 },
];
