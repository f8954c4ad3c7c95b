import type { ServerCredentials, ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';
import type { Observable } from 'rxjs';
import { map, Subject } from 'rxjs';
import type { OperationsClient } from '../core/client/operations-client.js';
import { numberOption } from '../core/model/number-option.js';
import type { OperationMessage } from '../core/model/operation-message.js';
import { RpcError } from '../core/model/rpc-error.js';
import { StatusCode } from '../core/model/status-code.js';
import { loadDefinitions, loadGoogleDefinitions } from '../protobuf/load-definitions.js';
import { messageTypes } from '../protobuf/message-types.js';
import { toWireOperation } from '../protobuf/operation-wire.js';
import { optionalModule } from '../protobuf/optional-module.js';
import type { ProtoSource } from '../protobuf/proto-source.js';
import type { GrpcParts } from './grpc-handler.js';
import { grpcHandler } from './grpc-handler.js';
import { bind, shutDown } from './grpc-listening.js';
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
  /** Is told of errors that are not `RpcError`s, and of the method, as clients are not. Defaults to `console.error`. */
  readonly onError?: ((error: unknown, method: string) => void) | undefined;
}

/** A server that listens. */
export interface OperationsServer {
  /** What clients call: `127.0.0.1:50051`. */
  readonly target: string;
  readonly port: number;
  /** Stops listening and ends the calls in flight with `UNAVAILABLE`; resolves when the port is free. */
  close(): Promise<void>;
}

/**
 * Serves operations over gRPC: `google.longrunning.Operations` and the services that start them.
 *
 * @throws TypeError when cleartext would be open to others, or when a service has no such method; RangeError when the
 *   port is none; Error when it is taken.
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
  const { operations, services = [], host = '127.0.0.1' } = options;
  const port = numberOption('port', options.port ?? 0, PORT);
  const grpc = await optionalModule('@grpc/grpc-js', import('@grpc/grpc-js'));
  const google = await loadGoogleDefinitions();
  const closing$ = new Subject<never>();
  const onError = options.onError ?? ((error, method) => console.error(`The call of ${method} failed:`, error));
  const parts: GrpcParts = { grpc, types: messageTypes(google), closing$, onError };
  const server = new grpc.Server();
  server.addService(
    google['google.longrunning.Operations'] as ServiceDefinition,
    operationsGrpcService(operations, parts),
  );
  for (const service of services) {
    const definition = await serviceDefinition(service);
    server.addService(definition, startingImplementation(service, definition, parts));
  }
  const credentials = options.credentials ?? cleartext(host, options.insecure, grpc.ServerCredentials.createInsecure());
  const address = host.includes(':') ? `[${host}]` : host;
  const bound = await bind(server, `${address}:${port}`, credentials);
  let closed: Promise<void> | undefined;
  return {
    target: `${address}:${bound}`,
    port: bound,
    close: () => {
      // A connection that breaks would look like CANCELLED, which no client takes for a reason to try again.
      closing$.error(new RpcError({ code: StatusCode.UNAVAILABLE, message: 'the server is closing' }));
      return (closed ??= shutDown(server));
    },
  };
}

const PORT = {
  accepts: (value: number) => Number.isInteger(value) && value >= 0 && value <= 65_535,
  text: 'a whole number from 0 to 65,535',
};

async function serviceDefinition({ name, protos }: StartingService): Promise<ServiceDefinition> {
  const definition = (await loadDefinitions(protos))[name];
  if (definition && !('format' in definition)) return definition;
  throw new TypeError(`The protos of the service "${name}" do not define it.`);
}

function startingImplementation(
  { name: service, methods }: StartingService,
  definition: ServiceDefinition,
  parts: GrpcParts,
): UntypedServiceImplementation {
  const unknown = Object.keys(methods).filter((name) => !Object.hasOwn(definition, name));
  if (unknown.length > 0) throw new TypeError(`The service "${service}" has no method ${unknown.join(', ')}.`);
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
