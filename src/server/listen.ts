import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { messageOf } from '../core/model/message-of.js';
import { readFirstBytes } from './first-bytes.js';
import type { ServerTls } from './serve-options.js';

/** Where to listen, and who answers. */
export interface ListenOptions {
  readonly host: string;
  /** 0 is a free one. */
  readonly port: number;
  /** `host:port` for messages. */
  readonly address: string;
  readonly tls: ServerTls | undefined;
  /** How long a connection may take to say what it wants, in ms. */
  readonly handshakeTimeout: number;
  /** Gets the connections that speak HTTP/2. */
  readonly http2: (socket: Socket) => void;
  /** Gets the requests of HTTP/1. */
  readonly http1: RequestListener;
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
  const { host, port, address, tls, handshakeTimeout, http1, http2 } = options;
  const limits = { headersTimeout: handshakeTimeout, connectionsCheckingInterval: Math.min(handshakeTimeout, 30_000) };
  const server = tls
    ? createTlsServer({ ...tls, ...limits, handshakeTimeout, ALPNProtocols: ['http/1.1', 'h2'] }, http1)
    : createServer(limits, http1);
  const sockets = new Set<Socket>();
  const undecided = new Set<Socket>();
  const ready = tls ? 'secureConnection' : 'connection';
  // What Node itself would do with each connection.
  const [asHttp1] = server.listeners(ready) as [(this: unknown, socket: Socket) => void];
  server.removeAllListeners(ready);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    // What breaks a connection is told to the calls on it; nobody listens in between.
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket) && undecided.delete(socket));
  });
  server.on(ready, (socket: Socket | TLSSocket) => {
    if ('alpnProtocol' in socket) return socket.alpnProtocol === 'h2' ? http2(socket) : asHttp1.call(server, socket);
    undecided.add(socket);
    readFirstBytes(socket, handshakeTimeout, (isHttp2) => {
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
        const late = setTimeout(() => sockets.forEach((socket) => socket.destroy()), GRACE);
        server.close(() => {
          clearTimeout(late);
          resolve();
        });
        undecided.forEach((socket) => socket.destroy());
      }),
  };
}
