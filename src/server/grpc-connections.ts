import type { Socket } from 'node:net';
import type { GrpcParts } from './grpc-handler.js';
import { grpcHandler } from './grpc-handler.js';
import type { LimitSettings } from './serve-limits.js';
import { KEEPALIVE, LARGEST_REQUEST } from './serve-limits.js';
import type { ServedMethod } from './served-method.js';
import { watchCalls } from './watch-calls.js';

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
  parts: GrpcParts & { readonly grpc: typeof import('@grpc/grpc-js'); readonly limits: LimitSettings },
): GrpcConnections {
  const { grpc, limits } = parts;
  const server = new grpc.Server({
    'grpc.max_concurrent_streams': limits.streams,
    'grpc.max_receive_message_length': LARGEST_REQUEST,
    'grpc.max_connection_idle_ms': limits.idleTimeout,
    'grpc.keepalive_time_ms': KEEPALIVE.time,
    'grpc.keepalive_timeout_ms': KEEPALIVE.timeout,
    interceptors: [watchCalls(parts.connections, parts)],
  });
  for (const method of methods) {
    const { path, requestDeserialize } = method.definition;
    if (!server.register(path, grpcHandler(method, parts), (bytes: Buffer) => bytes, requestDeserialize, 'unary')) {
      throw new TypeError(`The method ${path} is served twice: leave one of the services out.`);
    }
  }
  const injector = server.createConnectionInjector(grpc.ServerCredentials.createInsecure());
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
