import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { ServerHttp2Stream } from 'node:http2';
import { constants, createSecureServer, createServer as createHttp2Server } from 'node:http2';
import { createServer as createSecureHttp1Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { GrpcFixture } from '../support/grpc-fixture.js';
import type { Answer } from './protocols.js';

/** A server that does to each call what the script has for it. */
export interface FaultyServer {
  readonly port: number;
  /** How many calls came. */
  readonly calls: number;
  /** Ends it, with its connections. */
  close(): Promise<void>;
}

/** How a server listens. */
export interface Listening {
  readonly http: 1 | 2;
  readonly tls?: { readonly key: string; readonly cert: string } | undefined;
  readonly port?: number | undefined;
}

/** Serves a script: what is done to the first call, to the second, and so on; the last entry is for all that follow. */
export async function serveFaults(
  fixture: GrpcFixture,
  { http, tls, port = 0 }: Listening,
  script: readonly Answer[],
): Promise<FaultyServer> {
  let calls = 0;
  const next = (): Answer => script[Math.min(calls++, script.length - 1)]!;
  const sockets = new Set<Socket>();
  const server =
    http === 1
      ? (tls ? createSecureHttp1Server(tls) : createServer()).on('request', (request, response: ServerResponse) =>
          request.resume().on('end', () => answerHttp1(response, next())),
        )
      : (tls ? createSecureServer(tls) : createHttp2Server()).on('stream', (stream: ServerHttp2Stream) => {
          stream.on('error', () => undefined);
          stream.resume().on('end', () => answerHttp2(stream, next(), sockets));
        });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket.on('error', () => undefined));
  });
  if (http === 2) server.on('sessionError', () => undefined);
  await once(server.listen(port, '127.0.0.1'), 'listening');
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    if (!server.listening) return;
    server.close();
    await once(server, 'close');
  };
  fixture.closeLater(close);
  return {
    port: (server.address() as AddressInfo).port,
    get calls() {
      return calls;
    },
    close,
  };
}

function answerHttp1(response: ServerResponse, { status = 200, headers = {}, body = '', end }: Answer): void {
  if (end === undefined) {
    response.writeHead(status, headers).end(body);
    return;
  }
  const finish = (): void => {
    if (end === 'closed') response.socket?.destroy();
    if (end === 'reset') response.socket?.resetAndDestroy();
  };
  if (body === '') finish();
  else response.writeHead(status, headers).write(body, finish);
}

function answerHttp2(
  stream: ServerHttp2Stream,
  { status = 200, headers = {}, body = '', trailers, end }: Answer,
  sockets: Iterable<Socket>,
): void {
  const { session } = stream;
  const finish = (): void => {
    if (end === 'refused') session?.goaway(constants.NGHTTP2_NO_ERROR, stream.id! - 2);
    else if (end === 'closed') for (const socket of sockets) socket.destroy();
    else if (end === 'reset') for (const socket of sockets) socket.resetAndDestroy();
    else if (typeof end === 'object' && 'rst' in end) stream.close(end.rst);
    else if (typeof end === 'object') session?.goaway(end.goaway);
  };
  if (end !== undefined && body === '') return finish();
  const isEmpty = body === '' && !trailers;
  stream.respond({ ':status': status, ...headers }, { waitForTrailers: trailers !== undefined, endStream: isEmpty });
  if (isEmpty) return;
  if (trailers) stream.on('wantTrailers', () => stream.sendTrailers(trailers));
  if (end === undefined) stream.end(body);
  else stream.write(body, finish);
}
