import { monitorEventLoopDelay } from 'node:perf_hooks';
import { defer, firstValueFrom, NEVER, of } from 'rxjs';
import { work } from '../../bench/support/worker.js';
import type { MessageType, OperationMessage, OperationsClient } from '../../src/index.js';
import type { ServeOptions } from '../../src/server/index.js';
import { InMemoryOperations, serveOperations } from '../../src/server/index.js';
import { selfSigned } from '../support/certificates.js';
import { bytesHeld } from '../support/bytes-held.js';
import { deepAny, deepValue } from './deep-messages.js';
import { memoryPeak, resetPeak } from './memory-peak.js';

/** Where what is attacked listens, each for another kind of attack. */
export interface Ports {
  /** A few operations that run. */
  readonly plain: number;
  /** The same, over TLS. */
  readonly tls: number;
  /** As many operations as the store keeps. */
  readonly full: number;
  /** 260 operations of 2 MB. */
  readonly large: number;
  /** Another server, which bounds nothing and answers with what nobody can write: see `hostileUpstream`. */
  readonly upstream: number;
  /** A method that starts a job that never ends. */
  readonly jobs: number;
}

/** What clients need. */
export interface Attacked {
  readonly ports: Ports;
  /** An operation of `plain` that runs. */
  readonly running: string;
}

/** How the process is. */
export interface Measured {
  /** Bytes that it holds. */
  readonly held: number;
  /** The most memory that it had, in bytes, since it was calm. */
  readonly peak: number;
  /** The longest time that its event loop stood still since then, in ms. */
  readonly blocked: number;
  readonly connections: number;
  /** Jobs that run at once, at the most. */
  readonly jobs: number;
}

const bytes: MessageType<Uint8Array> = {
  typeName: 'google.protobuf.BytesValue',
  fromBinary: (value) => value,
  toBinary: (value) => value,
};
const types = { responseType: bytes, metadataType: bytes };

/** A `BytesValue` of 2 MB. */
const LARGE = Buffer.concat([Buffer.of(0x0a, 0x80, 0x80, 0x80, 0x01), Buffer.alloc(2 * 2 ** 20)]);

const LARGE_PACKED = { typeUrl: `type.googleapis.com/${bytes.typeName}`, value: LARGE };

const loop = monitorEventLoopDelay({ resolution: 5 });
let jobStore = new InMemoryOperations();
let running = 0;
let mostRunning = 0;

const job$ = defer(() => {
  running += 1;
  mostRunning = Math.max(mostRunning, running);
  return NEVER;
});

function calm(): Measured {
  jobStore.close();
  jobStore = new InMemoryOperations();
  running = 0;
  mostRunning = 0;
  const measured = measure();
  resetPeak();
  loop.reset();
  return { ...measured, peak: memoryPeak() };
}

function measure(): Measured {
  const peak = memoryPeak();
  const blocked = loop.max / 1e6;
  return {
    held: bytesHeld(),
    peak,
    blocked,
    connections: process.getActiveResourcesInfo().filter((resource) => resource === 'TCPSocketWrap').length,
    jobs: mostRunning,
  };
}

async function serve(): Promise<Attacked> {
  const plain = storeOf(20, () => NEVER);
  const { operations } = await firstValueFrom(plain.listOperations({ name: '', pageSize: 1 }));
  const ports = {
    plain: await listen({ operations: plain }),
    tls: await listen({ operations: plain, tls: await selfSigned('localhost') }),
    full: await listen({ operations: storeOf(10_000, () => of({ response: Buffer.of() })) }),
    large: await listen({ operations: storeOf(260, () => of({ response: LARGE })) }),
    upstream: await listen({ operations: hostileUpstream() }),
    jobs: await listen({ operations: plain, services: [jobs()] }),
  };
  loop.enable();
  return { ports, running: operations[0]?.name ?? '' };
}

/** Shorter than the defaults, so that what is slow is over sooner; the limits in number and size are the defaults. */
const TIMES = { handshakeTimeout: 1_000, limits: { requestTimeout: 2_000, answerTimeout: 2_000, idleTimeout: 2_000 } };

async function listen(options: ServeOptions): Promise<number> {
  const { port } = await serveOperations({ ...TIMES, onError: () => undefined, ...options });
  return port;
}

type Work = Parameters<typeof InMemoryOperations.prototype.start<Uint8Array, Uint8Array>>[0];

function storeOf(count: number, workOf: () => Work): InMemoryOperations {
  const store = new InMemoryOperations();
  for (let i = 0; i < count; i += 1) store.start(workOf(), types);
  return store;
}

function jobs() {
  const Start = () => defer(() => of(jobStore.start(job$, types)));
  const method = {
    requestType: 'StartRequest',
    responseType: 'google.longrunning.Operation',
    options: {},
    parsedOptions: [{ '(google.api.http)': { post: '/v1/jobs:start', body: '*' } }],
  };
  const tree = { self: { type: 'StartRequest', id: 1 }, name: { type: 'string', id: 2 } };
  const nested = { Jobs: { methods: { Start: method } }, StartRequest: { fields: tree } };
  return { name: 'attack.Jobs', protos: [{ nested: { attack: { nested } } }], methods: { Start } };
}

/** Answers with operations that are too deep, by their names, and lists more than fits into memory. */
function hostileUpstream(): OperationsClient {
  const answers: Readonly<Record<string, OperationMessage>> = {
    'operations/deep': { name: 'operations/deep', done: false, metadata: deepValue(20_000) },
    'operations/anys': { name: 'operations/anys', done: false, metadata: deepAny(2_000) },
  };
  const operation = (name: string): OperationMessage => answers[name] ?? { name, done: true, response: LARGE_PACKED };
  const page = Array.from({ length: 260 }, (_, index) => operation(`operations/${index}`));
  return {
    getOperation: ({ name }) => of(operation(name)),
    waitOperation: ({ name }) => of(operation(name)),
    listOperations: ({ filter = '' }) =>
      of({ operations: filter === '' ? page : [operation(`operations/${filter}`)], nextPageToken: '' }),
    cancelOperation: () => of(undefined),
    deleteOperation: () => of(undefined),
  };
}

work({ serve, calm, measure });
