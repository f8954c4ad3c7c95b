import type { RequestListener, ServerResponse } from 'node:http';
import { StatusCode } from '../core/model/status-code.js';
import { HttpError, sendError } from './http-error.js';

/** The requests of HTTP/1. */
export interface HttpRequests {
  readonly listener: RequestListener;
  /** Loads what answers, unless that was done. */
  load(): Promise<RequestListener>;
  /** Has each connection end with the answer that is due on it. */
  close(): void;
}

/**
 * Takes requests one by one, and loads what answers them at the first.
 *
 * @param loadOnce gives what answers; when it fails, `onError` is told, and clients that there is no HTTP here.
 */
export function httpRequests(
  loadOnce: () => Promise<RequestListener>,
  onError: (error: unknown, method: string) => void,
): HttpRequests {
  const open = new Set<ServerResponse>();
  let loading: Promise<RequestListener> | undefined;
  let isClosing = false;
  const load = () => (loading ??= loadOnce());
  const listener: RequestListener = (request, response) => {
    // Behind another one of its connection: as that may wait for long, nothing is done and held for this one so far.
    if (!response.socket) return void response.once('socket', () => listener(request, response));
    open.add(response);
    response.on('close', () => open.delete(response));
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
