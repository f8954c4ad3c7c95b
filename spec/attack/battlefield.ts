import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { connect as connectTls } from 'node:tls';
import type { Worker } from '../../bench/support/worker.js';
import type { Attacked, Ports } from './attacked-process.js';
import type { Health } from './healthy-process.js';

/** Answers of the healthy client between two looks at a battle. */
const PULSE = 4;
/** Looks before whoever waits gives up. */
const LAST_LOOK = 200;

/** What an attack has: the server's ports, sockets, and a clock, which are the answers that a healthy client gets. */
export class Battlefield {
  readonly #sockets = new Set<Socket>();
  readonly faults: string[] = [];
  #pulse: Promise<unknown> | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly attacked: Attacked,
    private readonly healthy: Worker,
  ) {}

  get ports(): Ports {
    return this.attacked.ports;
  }

  /** An operation of `plain` that runs. */
  get running(): string {
    return this.attacked.running;
  }

  /** Connections that are open, of those that the attack opened. */
  get open(): number {
    return this.#sockets.size;
  }

  url(port: keyof Ports): string {
    return `http://127.0.0.1:${this.ports[port]}`;
  }

  /** The server did what it should not. */
  fault(text: string): void {
    this.faults.push(text);
  }

  /** Opens a connection, which reads and forgets what it gets, or reads nothing. */
  async connect(port: keyof Ports, { reads = true, tls }: ConnectOptions = {}): Promise<Socket> {
    const address = { port: this.ports[port], host: '127.0.0.1' };
    const socket = tls ? connectTls({ ...address, rejectUnauthorized: false, ...tls }) : connect(address);
    this.#sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => this.#sockets.delete(socket));
    await Promise.race([once(socket, tls ? 'secureConnect' : 'connect'), once(socket, 'close')]).catch(() => undefined);
    return reads ? socket.resume() : socket.pause();
  }

  /** Opens connections that say the same. */
  async connectMany(count: number, port: keyof Ports, said: Buffer | string = '', options?: ConnectOptions) {
    const sockets: Socket[] = [];
    for (let i = 0; i < count; i += 1) {
      const socket = await this.connect(port, options);
      if (said.length > 0) socket.write(said);
      sockets.push(socket);
    }
    return sockets;
  }

  /** Sends chunks as fast as the other side takes them; `false` when it takes no more, or has hung up. */
  async send(socket: Socket, chunks: Iterable<Buffer | string>): Promise<boolean> {
    for (const chunk of chunks) {
      if (socket.destroyed || !socket.writable) return false;
      if (socket.write(chunk)) continue;
      const ended = new AbortController();
      const events = ['drain', 'close'].map((event) => once(socket, event, { signal: ended.signal }));
      const taken = await Promise.race([
        ...events.map((event) => event.then(() => true).catch(() => false)),
        this.hold(10),
      ]);
      ended.abort();
      await Promise.allSettled(events);
      if (taken !== true) return false;
    }
    return !socket.destroyed;
  }

  /** All that the other side says until it hangs up, or has no more to say for a while. */
  async answerTo(port: keyof Ports, said: Buffer | string, options?: ConnectOptions): Promise<string> {
    const socket = await this.connect(port, options);
    let heard = '';
    socket.on('data', (bytes: Buffer) => (heard += bytes.toString('latin1')));
    socket.write(said);
    let before = -1;
    for (let look = 0; look < LAST_LOOK && !socket.destroyed && before !== heard.length; look += 5) {
      before = heard.length;
      await this.hold(5);
    }
    socket.destroy();
    return heard;
  }

  /** Waits while the healthy client gets some answers. */
  async hold(pulses = 5): Promise<void> {
    for (let i = 0; i < pulses; i += 1) {
      this.#pulse ??= this.#ask('answers', PULSE).finally(() => (this.#pulse = undefined));
      await this.#pulse;
    }
  }

  /** How the healthy client fared since it was asked last. */
  health(): Promise<Health> {
    return this.#ask('health');
  }

  /** A worker does one thing after the other. */
  #ask<T>(task: string, ...args: readonly unknown[]): Promise<T> {
    const asked = this.#last.then(() => this.healthy.run<T>(task, ...args));
    this.#last = asked.catch(() => undefined);
    return asked;
  }

  /** Waits until the server has hung up on all connections, as long as that may take; tells how many it left open. */
  async hungUp(): Promise<number> {
    for (let look = 0; look < LAST_LOOK && this.open > 0; look += 1) await this.hold(1);
    return this.open;
  }

  /** Hangs up on the server. */
  leave(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}

/** How a connection is opened. */
export interface ConnectOptions {
  /** Defaults to `true`. */
  readonly reads?: boolean;
  readonly tls?: ConnectionOptions;
}
