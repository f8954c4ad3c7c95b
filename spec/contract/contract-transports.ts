import { connectOperationsClient } from '../../src/connect/index.js';
import { restOperationsClient } from '../../src/rest/index.js';
import type { MakeTransport } from '../connect/serve-connect.js';
import { grpcTransport, httpTransports } from '../connect/serve-connect.js';
import type { ContractTransport } from './contract.js';

/** How many cases there are. */
const ALL = 66;

/** So that a server that is back is found soon. */
const channelOptions = { 'grpc.initial_reconnect_backoff_ms': 10, 'grpc.min_reconnect_backoff_ms': 10 };

/** What is common to the transports of Connect: the client is given them, and does not know where they lead. */
const overConnect = (transport: MakeTransport) =>
  ({
    has: ['script', 'store', 'wire'],
    cases: ALL,
    packs: 'bytes',
    details: 'bytes',
    says: (call) => `${call}: `,
    explainsCancelled: true,
    namesInPath: false,
    routes: false,
    http: 1,
    connect: ({ url }) => connectOperationsClient(transport(url)),
  }) as const satisfies Partial<ContractTransport>;

const inProcess = {
  packs: 'bytes',
  details: 'bytes',
  says: () => '',
  explainsCancelled: false,
  namesInPath: false,
  routes: false,
} as const satisfies Partial<ContractTransport>;

/** The table: what all have is in the cases, what each has of its own is here. */
export const contractTransports: readonly ContractTransport[] = [
  {
    title: 'gRPC',
    has: ['script', 'store', 'wire'],
    cases: ALL,
    packs: 'bytes',
    details: 'bytes',
    says: (call, server) => `${call} at ${server?.target}: `,
    explainsCancelled: true,
    namesInPath: false,
    routes: true,
    http: 2,
    connect: ({ target }, fixture) => fixture.connect(target, { channelOptions }),
  },
  {
    title: 'REST',
    has: ['script', 'store', 'wire'],
    cases: ALL,
    packs: 'json',
    details: 'json',
    says: (call, server) => `${call} at ${server?.url}: `,
    explainsCancelled: false,
    namesInPath: true,
    routes: false,
    http: 1,
    connect: ({ url }) => restOperationsClient({ baseUrl: url }),
  },
  { ...overConnect(httpTransports['Connect in JSON']), title: 'Connect in JSON', packs: 'json' },
  { ...overConnect(httpTransports['Connect in binary']), title: 'Connect in binary' },
  { ...overConnect(httpTransports['Connect of Node']), title: 'Connect of Node' },
  { ...overConnect(httpTransports['gRPC-Web in JSON']), title: 'gRPC-Web in JSON', packs: 'json' },
  { ...overConnect(httpTransports['gRPC-Web in binary']), title: 'gRPC-Web in binary' },
  { ...overConnect(httpTransports['gRPC-Web of Node']), title: 'gRPC-Web of Node' },
  { ...overConnect(grpcTransport), title: 'gRPC of Connect', http: 2 },
  { ...inProcess, title: 'the scripted client', has: ['script'], cases: 50 },
  { ...inProcess, title: 'InMemoryOperations', has: ['store'], cases: 8 },
];
