import type { IncomingMessage } from 'node:http';
import { ServerResponse } from 'node:http';
import type { Connection } from './connection.js';
import { LARGEST_REQUEST, LINGER } from './serve-limits.js';

/**
 * An answer over HTTP/1 that tells its connection how much of it the client has not read.
 *
 * When it is made while its client still sends a request that may be endless, the connection ends with it, once the
 * client had a chance to read it: who is hung up on while it sends loses what it has not read.
 */
export class MeteredResponse extends ServerResponse {
  #connection: Connection | undefined;
  #isRead: (() => void) | undefined;
  #isEnding = false;

  /** Tells the connection from now on. */
  meter(connection: Connection): void {
    this.#connection = connection;
    this.on('close', () => this.#isRead?.());
  }

  override writeHead(...args: unknown[]): this {
    if (mayBeEndless(this.req)) this.setHeader('connection', 'close');
    return super.writeHead(...(args as Parameters<ServerResponse['writeHead']>));
  }

  override write(...args: unknown[]): boolean {
    const isTaken = super.write(...(args as Parameters<ServerResponse['write']>));
    this.#measure();
    return isTaken;
  }

  override end(...args: unknown[]): this {
    if (this.#isEnding) return this;
    this.#isEnding = true;
    const [body] = args;
    if (!this.headersSent && (typeof body === 'string' || body instanceof Uint8Array)) {
      this.setHeader('content-length', Buffer.byteLength(body));
    }
    const end = () => {
      super.end(...(args as Parameters<ServerResponse['end']>));
      this.#measure();
    };
    if (!mayBeEndless(this.req)) {
      end();
      return this;
    }
    if (body !== undefined && typeof body !== 'function')
      super.write(...(args.splice(0) as Parameters<ServerResponse['write']>));
    else this.flushHeaders();
    discard(this.req, end);
    return this;
  }

  #measure(): void {
    this.#isRead?.();
    this.#isRead = this.#connection?.addUnread(this.socket?.writableLength ?? 0);
  }
}

/** Whether the rest of a request is more than can be read on, for the next one on the connection. */
function mayBeEndless({ complete, headers }: IncomingMessage): boolean {
  return !complete && !(Number(headers['content-length'] ?? NaN) <= LARGEST_REQUEST);
}

/** Reads on for a while, and keeps nothing. */
function discard(request: IncomingMessage, then: () => void): void {
  let left = LINGER.bytes;
  const done = (): void => {
    clearTimeout(late);
    request.off('data', onData).off('close', done).off('end', done);
    then();
  };
  const onData = (bytes: Buffer): void => {
    left -= bytes.length;
    if (left < 0) done();
  };
  const late = setTimeout(done, LINGER.time);
  request.on('data', onData).on('end', done).on('close', done).resume();
}
