import type { Transport } from '@connectrpc/connect';
import { connectNodeAdapter } from '@connectrpc/connect-node';
import * as node from '@connectrpc/connect-node';
import * as web from '@connectrpc/connect-web';
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import type { OperationsClient } from '../../src/index.js';
import { routes, serverRegistry } from './google-service.js';

/** A server on a free port of this machine. */
export interface SpecServer {
  readonly baseUrl: string;
  /** Ends with its connections, as of a process that is killed. */
  close(): Promise<void>;
}

/** Serves over HTTP/1.1, as browsers and proxies speak it in the clear. */
export async function serveHttp(listener: RequestListener): Promise<SpecServer> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return opened(server.address() as AddressInfo, async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
}

/** Serves over HTTP/2, which gRPC needs. */
export async function serveHttp2(listener: Parameters<typeof createHttp2Server>[1]): Promise<SpecServer> {
  const sockets = new Set<Socket>();
  const server = createHttp2Server(listener).listen(0, '127.0.0.1');
  server.on('connection', (socket: Socket) => sockets.add(socket));
  await once(server, 'listening');
  return opened(server.address() as AddressInfo, async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
}

function opened({ port }: AddressInfo, close: () => Promise<void>): SpecServer {
  return { baseUrl: `http://127.0.0.1:${port}`, close };
}

/** What serves some operations over Connect, gRPC-Web and gRPC; it knows the types of acme.v1. */
export function connectListener(operations: OperationsClient): ReturnType<typeof connectNodeAdapter> {
  return connectNodeAdapter({ routes: routes(operations), jsonOptions: { registry: serverRegistry } });
}

/** A transport to a server at this URL. */
export type MakeTransport = (baseUrl: string) => Transport;

/** The transports over HTTP/1.1: those of browsers, on the fetch of Node, and those of Node. */
export const httpTransports = {
  'Connect in JSON': (baseUrl: string) => web.createConnectTransport({ baseUrl }),
  'Connect in binary': (baseUrl: string) => web.createConnectTransport({ baseUrl, useBinaryFormat: true }),
  'gRPC-Web in binary': (baseUrl: string) => web.createGrpcWebTransport({ baseUrl }),
  'gRPC-Web in JSON': (baseUrl: string) => web.createGrpcWebTransport({ baseUrl, useBinaryFormat: false }),
  'Connect of Node': (baseUrl: string) => node.createConnectTransport({ baseUrl, httpVersion: '1.1' }),
  'gRPC-Web of Node': (baseUrl: string) => node.createGrpcWebTransport({ baseUrl, httpVersion: '1.1' }),
} satisfies Readonly<Record<string, MakeTransport>>;

/** The transport of gRPC, over HTTP/2. */
export const grpcTransport: MakeTransport = (baseUrl) => node.createGrpcTransport({ baseUrl });
