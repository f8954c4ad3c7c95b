import type { ServerCredentials, ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';
import type { Observable } from 'rxjs';
import { map } from 'rxjs';
import type { OperationsClient } from '../core/client/operations-client.js';
import type { OperationMessage } from '../core/model/operation-message.js';
import { loadDefinitions, loadGoogleDefinitions } from '../protobuf/load-definitions.js';
import { messageTypes } from '../protobuf/message-types.js';
import { toWireOperation } from '../protobuf/operation-wire.js';
import { optionalModule } from '../protobuf/optional-module.js';
import type { ProtoSource } from '../protobuf/proto-source.js';
import type { GrpcParts } from './grpc-handler.js';
import { grpcHandler } from './grpc-handler.js';
import { operationsGrpcService } from './operations-grpc-service.js';

/** A service whose methods start operations. */
export interface StartingService {
  /** The full name: `acme.v1.Reports`. */
  readonly name: string;
  /** What defines it. */
  readonly protos: readonly ProtoSource[];
  /** From a request, in the shape of @grpc/proto-loader, to the message of the operation that it started. */
  readonly methods: Readonly<Record<string, (request: object) => Observable<OperationMessage>>>;
}

/** What is served, and where. */
export interface ServeOptions {
  /** Answers Get, List, Wait, Cancel and Delete: an `InMemoryOperations`, or a client of another server. */
  readonly operations: OperationsClient;
  /** The services that start operations. Defaults to none. */
  readonly services?: readonly StartingService[] | undefined;
  /** The address to listen on. Defaults to `127.0.0.1`. */
  readonly host?: string | undefined;
  /** The port to listen on. Defaults to 0: a free one. */
  readonly port?: number | undefined;
  /** TLS. Defaults to none on a loopback address; any other needs this, or `insecure`. */
  readonly credentials?: ServerCredentials | undefined;
  /** Cleartext on an address that others can reach. Defaults to `false`. */
  readonly insecure?: boolean | undefined;
}

/** A server that listens. */
export interface OperationsServer {
  /** What clients call: `127.0.0.1:50051`. */
  readonly target: string;
  readonly port: number;
  /** Stops listening and ends the calls in flight; resolves when the port is free. */
  close(): Promise<void>;
}

/**
 * Serves operations over gRPC: `google.longrunning.Operations` and the services that start them.
 *
 * @throws TypeError when cleartext would be open to others; Error when the port is taken.
 *
 * @example
 * ```ts
 * import { InMemoryOperations, loadDigester, serveOperations } from 'rxjs-longrunning/server';
 *
 * const operations = new InMemoryOperations();
 * const digester = await loadDigester({ operations, root: '.' });
 * const server = await serveOperations({ operations, services: [digester] });
 * console.log(`listening on ${server.target}`);
 * await server.close();
 * ```
 */
export async function serveOperations(options: ServeOptions): Promise<OperationsServer> {
  const { operations, services = [], host = '127.0.0.1', port = 0 } = options;
  const grpc = await optionalModule('@grpc/grpc-js', import('@grpc/grpc-js'));
  const google = await loadGoogleDefinitions();
  const parts: GrpcParts = { grpc, types: messageTypes(google) };
  const server = new grpc.Server();
  server.addService(
    google['google.longrunning.Operations'] as ServiceDefinition,
    operationsGrpcService(operations, parts),
  );
  for (const service of services) {
    const definition = await serviceDefinition(service);
    server.addService(definition, startingImplementation(service, parts));
  }
  const credentials = options.credentials ?? cleartext(host, options.insecure, grpc.ServerCredentials.createInsecure());
  const address = host.includes(':') ? `[${host}]` : host;
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`${address}:${port}`, credentials, (error, found) => (error ? reject(error) : resolve(found)));
  });
  return {
    target: `${address}:${bound}`,
    port: bound,
    close: () =>
      new Promise((resolve) => {
        server.tryShutdown(() => resolve());
        server.forceShutdown();
      }),
  };
}

async function serviceDefinition({ name, protos }: StartingService): Promise<ServiceDefinition> {
  const definition = (await loadDefinitions(protos))[name];
  if (definition && !('format' in definition)) return definition;
  throw new TypeError(`The protos of the service "${name}" do not define it.`);
}

function startingImplementation({ methods }: StartingService, parts: GrpcParts): UntypedServiceImplementation {
  const start = (
    method: (request: object) => Observable<OperationMessage>,
  ): ReturnType<typeof grpcHandler<object, object>> =>
    grpcHandler((request: object) => method(request).pipe(map(toWireOperation)), parts);
  return Object.fromEntries(Object.entries(methods).map(([name, method]) => [name, start(method)]));
}

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/;

function cleartext(host: string, insecure: boolean | undefined, credentials: ServerCredentials): ServerCredentials {
  if (insecure || LOOPBACK.test(host)) return credentials;
  throw new TypeError(
    `Serving on ${host} without TLS lets others read and cancel operations: give credentials, or set insecure.`,
  );
}
