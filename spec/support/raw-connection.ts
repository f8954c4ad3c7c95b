import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { GrpcFixture } from './grpc-fixture.js';

/** A connection that sends bytes as they are, as no client would. */
export class RawConnection {
  #chunks: Buffer[] = [];
  readonly #closed: Promise<void>;

  constructor(readonly socket: Socket) {
    socket.on('error', () => undefined);
    socket.on('data', (bytes: Buffer) => this.#chunks.push(bytes));
    this.#closed = new Promise((resolve) => socket.on('close', () => resolve()));
  }

  get received(): Buffer {
    const received = Buffer.concat(this.#chunks);
    this.#chunks = [received];
    return received;
  }

  get text(): string {
    return this.received.toString('latin1');
  }

  /** Sends bytes, unless it was hung up on. */
  send(...parts: (string | Buffer)[]): void {
    if (this.socket.writable) this.socket.write(Buffer.concat(parts.map((part) => Buffer.from(part as string))));
  }

  /** Resolves when what was received is enough; rejects when the connection was closed before. */
  async until(isEnough: (connection: RawConnection) => boolean): Promise<void> {
    while (!isEnough(this)) {
      if (this.socket.closed) throw new Error(`It was closed after ${JSON.stringify(this.text.slice(0, 500))}.`);
      await this.next('data');
    }
  }

  /** Resolves at an event, or when the server has hung up. */
  async next(event: 'data' | 'drain'): Promise<void> {
    let heard: (() => void) | undefined;
    await Promise.race([this.#closed, new Promise<void>((resolve) => this.socket.once(event, (heard = resolve)))]);
    if (heard) this.socket.off(event, heard);
  }

  /** Resolves when the server has hung up. */
  closed(): Promise<void> {
    return this.#closed;
  }
}

/** Opens a connection; in TLS when the protocol that is to be agreed on is given. */
export async function openRaw(fixture: GrpcFixture, port: number, alpn?: 'h2' | 'http/1.1'): Promise<RawConnection> {
  const socket = alpn
    ? connectTls({ port, host: '127.0.0.1', ALPNProtocols: [alpn], rejectUnauthorized: false })
    : connect(port, '127.0.0.1');
  fixture.closeLater(() => socket.destroy());
  const connection = new RawConnection(socket.setNoDelay());
  await once(socket, alpn ? 'secureConnect' : 'connect');
  return connection;
}
