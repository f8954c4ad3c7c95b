import type { RequestListener, ServerResponse } from 'node:http';
import { StatusCode } from '../core/model/status-code.js';
import { tooManyCalls } from './answer-call.js';
import type { Connections } from './connections.js';
import { HttpError, sendError } from './http-error.js';
import type { Http1Listener } from './listen.js';

/** The requests of HTTP/1. */
export interface HttpRequests {
  readonly listener: Http1Listener;
  /** Loads what answers, unless that was done. */
  load(): Promise<RequestListener>;
  /** Has each connection end with the answer that is due on it. */
  close(): void;
}

/**
 * Takes requests one by one, tells their connections of them, and loads what answers at the first.
 *
 * @param loadOnce gives what answers; when it fails, `onError` is told, and clients that there is no HTTP here.
 */
export function httpRequests(
  connections: Connections,
  loadOnce: () => Promise<RequestListener>,
  onError: (error: unknown, method: string) => void,
): HttpRequests {
  const open = new Set<ServerResponse>();
  let loading: Promise<RequestListener> | undefined;
  let isClosing = false;
  const load = () => (loading ??= loadOnce());
  const listener: Http1Listener = (request, response) => {
    const connection = connections.of(request.socket);
    // It has been closed, and what it had sent before is read to the end.
    if (!connection) return;
    // Behind another one of its connection: as that may wait for long, nothing is done and held for this one so far.
    if (!response.socket) {
      const leaveQueue = connection.queueRequest();
      return void response.once('socket', () => {
        leaveQueue();
        listener(request, response);
      });
    }
    const isTaken = connection.beginCall();
    open.add(response);
    response.meter(connection);
    response.on('close', () => {
      open.delete(response);
      connection.endCall();
    });
    response.setHeader('x-content-type-options', 'nosniff');
    if (!isTaken) return sendError(response, tooManyCalls());
    if (isClosing) response.setHeader('connection', 'close');
    load().then(
      (answer) => answer(request, response),
      (error: unknown) => {
        onError(error, 'HTTP');
        sendError(response, GRPC_ALONE);
      },
    );
  };
  return {
    listener,
    load,
    close() {
      isClosing = true;
      for (const response of open) if (!response.headersSent) response.setHeader('connection', 'close');
    },
  };
}

const GRPC_ALONE = new HttpError(501, {
  code: StatusCode.UNIMPLEMENTED,
  message: 'this server speaks gRPC alone; what it reports says why',
});
