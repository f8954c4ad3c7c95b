import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { messageOf } from '../core/model/message-of.js';
import type { Connections } from './connections.js';
import { readFirstBytes } from './first-bytes.js';
import { MeteredResponse } from './metered-response.js';
import type { LimitSettings } from './serve-limits.js';
import { KEEPALIVE } from './serve-limits.js';
import type { ServerTls } from './serve-options.js';

/** Answers a request of HTTP/1. */
export type Http1Listener = (request: IncomingMessage, response: MeteredResponse & { req: IncomingMessage }) => void;

/** Where to listen, and who answers. */
export interface ListenOptions {
  readonly host: string;
  /** 0 is a free one. */
  readonly port: number;
  /** `host:port` for messages. */
  readonly address: string;
  readonly tls: ServerTls | undefined;
  /** How long the headers of a request may take, in ms. */
  readonly handshakeTimeout: number;
  readonly limits: LimitSettings;
  /** Is told of each connection, and hangs up on those that take too much. */
  readonly connections: Connections;
  /** Gets the connections that speak HTTP/2. */
  readonly http2: (socket: Socket) => void;
  /** Gets the requests of HTTP/1. */
  readonly http1: Http1Listener;
}

/** A port that is listened on. */
export interface Listening {
  readonly port: number;
  /** Stops listening; resolves when all clients have hung up, or were hung up on. */
  close(): Promise<void>;
}

/** How long clients have to hang up, in ms. Those that were told why their call ended do so at once. */
const GRACE = 1_000;

/**
 * Listens on one port for HTTP/1 and HTTP/2: in cleartext the first bytes of a connection tell which, in TLS what was
 * agreed on. Browsers get HTTP/1, as only that side speaks to them; clients of gRPC offer nothing but HTTP/2.
 *
 * @throws Error when it cannot, naming the address.
 */
export async function listen(options: ListenOptions): Promise<Listening> {
  const { host, port, address, tls, handshakeTimeout, limits, connections, http1, http2 } = options;
  const settings = {
    headersTimeout: Math.min(handshakeTimeout, limits.requestTimeout),
    requestTimeout: limits.requestTimeout,
    keepAliveTimeout: limits.idleTimeout,
    connectionsCheckingInterval: Math.min(handshakeTimeout, limits.requestTimeout, 1_000),
    keepAlive: true,
    keepAliveInitialDelay: KEEPALIVE.time,
    // Also where the process was started with --insecure-http-parser.
    insecureHTTPParser: false,
    ServerResponse: MeteredResponse,
  };
  const server = tls
    ? createTlsServer({ ...tls, ...settings, ALPNProtocols: ['http/1.1', 'h2'] }, http1)
    : createServer(settings, http1);
  const undecided = new Set<Socket>();
  const ready = tls ? 'secureConnection' : 'connection';
  // What Node itself would do with each connection.
  const [asHttp1] = server.listeners(ready) as [(this: unknown, socket: Socket) => void];
  server.removeAllListeners(ready);
  server.on('connection', (socket: Socket) => {
    connections.add(socket);
    socket.on('close', () => undecided.delete(socket));
  });
  server.on(ready, (socket: Socket | TLSSocket) => {
    if ('alpnProtocol' in socket) return socket.alpnProtocol === 'h2' ? http2(socket) : asHttp1.call(server, socket);
    if (socket.destroyed) return;
    undecided.add(socket);
    readFirstBytes(socket, (isHttp2) => {
      undecided.delete(socket);
      if (isHttp2) return http2(socket);
      asHttp1.call(server, socket);
      socket.resume();
    });
  });
  try {
    await once(server.listen(port, host), 'listening');
  } catch (cause) {
    throw new Error(`Cannot listen on ${address}: ${messageOf(cause)}`, { cause });
  }
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        const late = setTimeout(() => connections.hangUp(), GRACE);
        server.close(() => {
          clearTimeout(late);
          resolve();
        });
        undecided.forEach((socket) => socket.destroy());
      }),
  };
}
