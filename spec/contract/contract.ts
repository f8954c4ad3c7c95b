import type { Observable } from 'rxjs';
import type { CallOptions, OperationsClient } from '../../src/index.js';
import type { OperationsServer, ServeOptions } from '../../src/server/index.js';
import type { OperationsMethod } from '../../src/testing/index.js';
import type { GrpcFixture } from '../support/grpc-fixture.js';
import { NAME } from '../support/messages.js';

/**
 * What a transport has, and with it which cases: answers that are scripted, answers of a store, and a wire, on which
 * there are deadlines, headers, and servers that are lost.
 */
export type Feature = 'script' | 'store' | 'wire';

/** Where a server is. */
export type Address = Pick<OperationsServer, 'target' | 'url'>;

/** One row of the table: a transport, and what shows of it because it cannot be otherwise. */
export interface ContractTransport {
  readonly title: string;
  readonly has: readonly Feature[];
  /** How many cases it has, so that none gets lost unseen. */
  readonly cases: number;
  /** How a packed message arrives: as it was sent, or in the JSON mapping of protobuf. */
  readonly packs: 'bytes' | 'json';
  /** How the details of a call that failed arrive: Connect has them in binary also in its JSON. */
  readonly details: 'bytes' | 'json';
  /** What an error says first: what was called and, where the client knows it, of whom. */
  readonly says: (call: string, server: Address | undefined) => string;
  /** Over HTTP/2, a stream that was reset looks like CANCELLED: the error says that it was not this client. */
  readonly explainsCancelled: boolean;
  /** A path has no segment that is empty or of dots, so no such name is sent. */
  readonly namesInPath: boolean;
  /** Whether calls carry `x-goog-request-params`: a browser would ask the server before each, and a path has the name. */
  readonly routes: boolean;
  /** The version of HTTP. */
  readonly http?: 1 | 2;
  /** A client of a server that listens. Without it, the operations are called within the process. */
  readonly connect?: (server: Address, fixture: GrpcFixture) => OperationsClient | Promise<OperationsClient>;
}

/** One row the other way: what each transport that has the feature does. */
export interface ContractCase {
  readonly title: string;
  readonly needs: Feature;
  readonly run: (contract: Contract) => Promise<void>;
}

/** A transport within one spec. */
export class Contract {
  /** What was opened last; none within the process. */
  private server: Address | undefined;

  constructor(
    readonly transport: ContractTransport,
    readonly fixture: GrpcFixture,
  ) {}

  /** A client whose calls the operations answer, at the other end of the wire where there is one. */
  async open(operations: OperationsClient): Promise<OperationsClient> {
    return this.transport.connect ? this.connect(await this.serve({ operations })) : operations;
  }

  async serve(options: ServeOptions): Promise<OperationsServer> {
    return this.fixture.serve(options);
  }

  async connect(server: Address): Promise<OperationsClient> {
    if (!this.transport.connect) throw new Error(`${this.transport.title} has no wire`);
    this.server = server;
    return this.transport.connect(server, this.fixture);
  }

  /** What the message of an error begins with. */
  says(method: OperationsMethod): string {
    const label = `${method.charAt(0).toUpperCase()}${method.slice(1)} of "${nameFor(method)}"`;
    return this.transport.says(label, this.server);
  }
}

export const METHODS: readonly OperationsMethod[] = [
  'getOperation',
  'listOperations',
  'waitOperation',
  'cancelOperation',
  'deleteOperation',
];

/** A method in the names of cases: `get` is getOperation. */
export function shortName(method: OperationsMethod): string {
  return method.replace(/Operations?$/, '');
}

/** ListOperations is asked for a collection, whose name ends so: over REST nothing else tells it from GetOperation. */
export function nameFor(method: OperationsMethod, name?: string): string {
  if (method !== 'listOperations') return name ?? NAME;
  return name === undefined ? 'operations' : `${name}/operations`;
}

export function call$(
  client: OperationsClient,
  method: OperationsMethod,
  options?: CallOptions,
  name?: string,
): Observable<unknown> {
  return client[method]({ name: nameFor(method, name) }, options);
}
