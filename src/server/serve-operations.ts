import { Subject } from 'rxjs';
import { RpcError } from '../core/model/rpc-error.js';
import { StatusCode } from '../core/model/status-code.js';
import { loadDefinitions, loadGoogleDefinitions } from '../protobuf/load-definitions.js';
import { loadDescriptorReader } from '../protobuf/load-descriptors.js';
import { messageTypes } from '../protobuf/message-types.js';
import { optionalModule } from '../protobuf/optional-module.js';
import { Connections } from './connections.js';
import { grpcConnections } from './grpc-connections.js';
import { httpRequests } from './http-requests.js';
import { listen } from './listen.js';
import { loadHttp } from './load-http.js';
import { operationsMethods } from './operations-methods.js';
import type { ServeOptions } from './serve-options.js';
import { resolveServeOptions } from './serve-options.js';
import { startingMethods } from './starting-methods.js';

/** A server that listens. */
export interface OperationsServer {
  /** What clients of gRPC call: `127.0.0.1:50051`. */
  readonly target: string;
  /** What clients of REST, Connect and gRPC-Web call: `http://127.0.0.1:50051`. */
  readonly url: string;
  readonly port: number;
  /** Stops listening and ends the calls in flight with `UNAVAILABLE`; resolves when the port is free. */
  close(): Promise<void>;
}

/**
 * Serves operations on one port: `google.longrunning.Operations` and the services that start them.
 *
 * Over gRPC, and over REST, Connect and gRPC-Web on HTTP/1, which need @bufbuild/protobuf, @connectrpc/connect and
 * @connectrpc/connect-node: they are loaded at the first such request, or at once when `cors` or `webRoot` is given. REST has the
 * operations under `/v1/`, and methods that start them where their `google.api.http` says; a method whose binding is
 * `custom`, or malformed, is not served over REST. In JSON, a packed message of a type that neither the services' protos
 * nor Google's define is `{"@type": …, "value": "<base64>"}`, and a query parameter that is no field of the request is
 * refused, but for those of Google's system such as `key`. A request has 4 MiB at most; `limits` has the
 * other bounds on what clients take of the server.
 *
 * @throws TypeError when the host is empty, when cleartext would be open to others, when a service has no such method,
 *   when an origin is none, or when `webRoot` has no `index.html`; RangeError when a number is out of its range; Error when the port is taken, or a package is missing.
 *
 * @example
 * ```ts
 * import { InMemoryOperations, loadDigester, serveOperations } from 'rxjs-longrunning/server';
 *
 * const operations = new InMemoryOperations();
 * const digester = await loadDigester({ operations, root: '.' });
 * const cors = { origins: ['http://localhost:4200'] };
 * const server = await serveOperations({ operations, services: [digester], cors });
 * console.log(`gRPC on ${server.target}, REST on ${server.url}/v1/operations`);
 * await server.close();
 * ```
 */
export async function serveOperations(options: ServeOptions): Promise<OperationsServer> {
  const { operations, services, host, port, tls, handshakeTimeout, limits, onError, ...pages } =
    resolveServeOptions(options);
  const grpc = await optionalModule('@grpc/grpc-js', import('@grpc/grpc-js'));
  const google = await loadGoogleDefinitions();
  const own = await Promise.all(services.map(({ protos }) => loadDefinitions(protos)));
  const methods = [
    // First, as Get would take any path of theirs for a name.
    ...services.flatMap((service, index) => startingMethods(service, own[index] ?? {})),
    ...operationsMethods(operations, google),
  ];
  const closing$ = new Subject<never>();
  const calls = { closing$, onError };
  const connections = new Connections(limits, handshakeTimeout);
  const rpc = grpcConnections(methods, { ...calls, grpc, types: messageTypes(google), connections, limits });
  const loadHandler = async () => {
    const [{ httpHandler }, ...readers] = await Promise.all([
      loadHttp(),
      ...services.map(({ protos }) => loadDescriptorReader(protos)),
      loadDescriptorReader([]),
    ]);
    return httpHandler({ methods, descriptors: readers.flatMap((read) => read()), calls, ...pages });
  };
  const requests = httpRequests(connections, loadHandler, onError);
  if (pages.origins || pages.webRoot) await requests.load();
  const address = host.includes(':') ? `[${host}]` : host;
  const listening = await listen({
    host,
    port,
    address: `${address}:${port}`,
    tls,
    handshakeTimeout,
    limits,
    connections,
    http1: requests.listener,
    http2: rpc.accept,
  });
  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    requests.close();
    // A connection that breaks would look like CANCELLED, which no client takes for a reason to try again.
    closing$.error(new RpcError({ code: StatusCode.UNAVAILABLE, message: 'the server is closing' }));
    rpc.close();
    await listening.close();
    rpc.destroy();
  };
  const target = `${address}:${listening.port}`;
  return {
    target,
    url: `${tls ? 'https' : 'http'}://${target}`,
    port: listening.port,
    close: () => (closed ??= close()),
  };
}
