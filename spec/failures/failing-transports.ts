import type { ChannelCredentials, Client, ServiceError } from '@grpc/grpc-js';
import { credentials, makeClientConstructor, Metadata } from '@grpc/grpc-js';
import type { Interceptor } from '@connectrpc/connect';
import * as node from '@connectrpc/connect-node';
import * as web from '@connectrpc/connect-web';
import { Observable } from 'rxjs';
import { connectOperationsClient } from '../../src/connect/index.js';
import type { OperationsStub } from '../../src/grpc/index.js';
import { operationsClientFromStub } from '../../src/grpc/index.js';
import type { OperationsClient } from '../../src/index.js';
import { restOperationsClient } from '../../src/rest/index.js';
import type { GrpcFixture } from '../support/grpc-fixture.js';
import { googleDefinitions } from '../support/grpc-raw-server.js';
import type { Protocol } from './protocols.js';

/** Where a server is, and what a client is told of it. */
export interface Reached {
  readonly port: number;
  /** Defaults to 127.0.0.1. */
  readonly host?: string;
  /** With it, TLS; `cert` is what is trusted besides the system's. */
  readonly tls?: { readonly cert?: string | undefined } | undefined;
  /** Asked for the token of each call; what it throws is the failure of a token function. */
  readonly token?: () => string;
  /** The longest message that is read, in bytes. */
  readonly maxBytes?: number;
  /** The longest message that is sent, over gRPC, in bytes. */
  readonly maxSendBytes?: number;
}

/** A row of the table of transports. */
export interface FailingTransport {
  readonly title: string;
  readonly protocol: Protocol;
  readonly http: 1 | 2;
  /** What the error must name for a message that is too long; absent where the transport has no limit. */
  readonly limit?: string;
  /** By fetch, whose certificates cannot be given to one call. */
  readonly fetches?: boolean;
  readonly connect: (server: Reached, fixture: GrpcFixture) => OperationsClient | Promise<OperationsClient>;
}

const channelOptions = ({ maxBytes, maxSendBytes }: Reached) => ({
  'grpc.use_local_subchannel_pool': 1,
  // As loadOperationsClient has it: else, what a server refused is sent again before anyone hears of it.
  'grpc.enable_retries': 0,
  'grpc.initial_reconnect_backoff_ms': 10,
  'grpc.min_reconnect_backoff_ms': 10,
  ...(maxBytes !== undefined && { 'grpc.max_receive_message_length': maxBytes }),
  ...(maxSendBytes !== undefined && { 'grpc.max_send_message_length': maxSendBytes }),
});

function channelCredentials({ tls, token }: Reached): ChannelCredentials {
  if (!tls) return credentials.createInsecure();
  const channel = credentials.createSsl(tls.cert === undefined ? null : Buffer.from(tls.cert));
  if (!token) return channel;
  const generator = credentials.createFromMetadataGenerator((_, callback) => {
    try {
      const metadata = new Metadata();
      metadata.set('authorization', token());
      callback(null, metadata);
    } catch (error) {
      callback(error as Error);
    }
  });
  return credentials.combineChannelCredentials(channel, generator);
}

const targetOf = ({ host = '127.0.0.1', port }: Reached): string => `${host}:${port}`;
const urlOf = (server: Reached): string => `${server.tls ? 'https' : 'http'}://${targetOf(server)}`;

/** A stub as NestJS makes it of a grpc-js client. */
export function stubOf(client: Client): OperationsStub {
  type Call = (...args: unknown[]) => { cancel(): void };
  const method =
    (name: string) =>
    (...args: unknown[]): Observable<unknown> =>
      new Observable((subscriber) => {
        const answered = (error: ServiceError | null, answer: unknown): void => {
          if (error) return subscriber.error(error);
          subscriber.next(answer);
          subscriber.complete();
        };
        const call = (client as unknown as Record<string, Call>)[name]!(...args, answered);
        return () => call.cancel();
      });
  return {
    getOperation: method('getOperation'),
    listOperations: method('listOperations'),
    waitOperation: method('waitOperation'),
    cancelOperation: method('cancelOperation'),
    deleteOperation: method('deleteOperation'),
  };
}

const Operations = makeClientConstructor(
  googleDefinitions()['google.longrunning.Operations'] as Parameters<typeof makeClientConstructor>[0],
  'Operations',
);

function interceptors({ token }: Reached): { interceptors: Interceptor[] } {
  const authorize: Interceptor = (next) => (request) => {
    if (token) request.header.set('authorization', token());
    return next(request);
  };
  return { interceptors: [authorize] };
}

/** What the transports of Node have in common. */
const ofNode = (server: Reached) => ({
  baseUrl: urlOf(server),
  ...interceptors(server),
  ...(server.maxBytes !== undefined && { readMaxBytes: server.maxBytes }),
  ...(server.tls?.cert !== undefined && { nodeOptions: { ca: server.tls.cert } }),
});

const ofWeb = (server: Reached) => ({ baseUrl: urlOf(server), ...interceptors(server) });

const ofConnect = (
  title: string,
  protocol: Protocol,
  http: 1 | 2,
  transport: (server: Reached) => Parameters<typeof connectOperationsClient>[0],
): FailingTransport => ({
  title,
  protocol,
  http,
  ...(title.includes('fetch') ? { fetches: true } : { limit: 'readMaxBytes' }),
  connect: (server) => connectOperationsClient(transport(server)),
});

/** All transports, with each protocol, over each version of HTTP. */
export const failingTransports: readonly FailingTransport[] = [
  {
    title: 'gRPC',
    protocol: 'gRPC',
    http: 2,
    limit: 'grpc.max_receive_message_length',
    connect: (server, fixture) =>
      fixture.connect(targetOf(server), {
        insecure: !server.tls,
        ...(server.tls && { credentials: channelCredentials(server) }),
        channelOptions: channelOptions(server),
      }),
  },
  {
    title: 'gRPC by a stub',
    protocol: 'gRPC',
    http: 2,
    limit: 'grpc.max_receive_message_length',
    connect: (server, fixture) => {
      const client = new Operations(targetOf(server), channelCredentials(server), channelOptions(server));
      fixture.closeLater(() => client.close());
      return operationsClientFromStub(stubOf(client));
    },
  },
  {
    title: 'REST',
    protocol: 'REST',
    http: 1,
    limit: 'maxResponseBytes',
    fetches: true,
    connect: (server) =>
      restOperationsClient({
        baseUrl: urlOf(server),
        ...(server.token && { headers: () => ({ authorization: server.token!() }) }),
        ...(server.maxBytes !== undefined && { maxResponseBytes: server.maxBytes }),
      }),
  },
  ofConnect('Connect in JSON by fetch', 'Connect in JSON', 1, (server) => web.createConnectTransport(ofWeb(server))),
  ofConnect('Connect in binary by fetch', 'Connect in binary', 1, (server) =>
    web.createConnectTransport({ ...ofWeb(server), useBinaryFormat: true }),
  ),
  ofConnect('Connect in JSON of Node, HTTP/1.1', 'Connect in JSON', 1, (server) =>
    node.createConnectTransport({ ...ofNode(server), httpVersion: '1.1', useBinaryFormat: false }),
  ),
  ofConnect('Connect in binary of Node, HTTP/1.1', 'Connect in binary', 1, (server) =>
    node.createConnectTransport({ ...ofNode(server), httpVersion: '1.1' }),
  ),
  ofConnect('Connect in JSON of Node, HTTP/2', 'Connect in JSON', 2, (server) =>
    node.createConnectTransport({ ...ofNode(server), httpVersion: '2', useBinaryFormat: false }),
  ),
  ofConnect('Connect in binary of Node, HTTP/2', 'Connect in binary', 2, (server) =>
    node.createConnectTransport({ ...ofNode(server), httpVersion: '2' }),
  ),
  ofConnect('gRPC-Web by fetch', 'gRPC-Web', 1, (server) => web.createGrpcWebTransport(ofWeb(server))),
  ofConnect('gRPC-Web of Node, HTTP/1.1', 'gRPC-Web', 1, (server) =>
    node.createGrpcWebTransport({ ...ofNode(server), httpVersion: '1.1' }),
  ),
  ofConnect('gRPC-Web of Node, HTTP/2', 'gRPC-Web', 2, (server) =>
    node.createGrpcWebTransport({ ...ofNode(server), httpVersion: '2' }),
  ),
  ofConnect('gRPC of Connect', 'gRPC', 2, (server) => node.createGrpcTransport(ofNode(server))),
];
