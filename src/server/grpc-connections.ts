import type { Socket } from 'node:net';
import type { GrpcParts } from './grpc-handler.js';
import { grpcHandler } from './grpc-handler.js';
import type { ServedMethod } from './served-method.js';

/** The connections that speak gRPC. */
export interface GrpcConnections {
  /** Takes over a connection, of which nothing has been read, and whose TLS, if any, is done. */
  readonly accept: (socket: Socket) => void;
  /** Takes no more calls, and hangs up when those in flight have ended. */
  close(): void;
  /** Hangs up. */
  destroy(): void;
}

/**
 * Serves methods over gRPC, by @grpc/grpc-js, on connections that somebody else listens for.
 *
 * @throws TypeError when a method is there twice.
 */
export function grpcConnections(
  methods: readonly ServedMethod[],
  parts: GrpcParts & { readonly grpc: typeof import('@grpc/grpc-js') },
): GrpcConnections {
  const server = new parts.grpc.Server();
  for (const method of methods) {
    const { path, responseSerialize, requestDeserialize } = method.definition;
    if (!server.register(path, grpcHandler(method, parts), responseSerialize, requestDeserialize, 'unary')) {
      throw new TypeError(`The method ${path} is served twice: leave one of the services out.`);
    }
  }
  const injector = server.createConnectionInjector(parts.grpc.ServerCredentials.createInsecure());
  return {
    accept: (socket) => {
      // Unlike HTTP/1, where a client may hang up its end when it has asked, and still be answered.
      socket.allowHalfOpen = false;
      injector.injectConnection(socket);
    },
    close: () => server.tryShutdown(() => undefined),
    destroy: () => server.forceShutdown(),
  };
}
