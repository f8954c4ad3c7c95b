import type { Server, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { seededRandom } from '../support/seeded-random.js';
import type { Count } from './count.js';
import { beginsRequest, falsePage } from './false-pages.js';
import { Framing } from './framing.js';

/** A proxy that listens. */
export interface StormyProxy {
  readonly port: number;
  close(): void;
}

/** Of chunks: a connection of HTTP/2 carries all the calls, one of HTTP/1.1 a call at a time. */
const FAULTY: Readonly<Record<1 | 2, number>> = { 1: 0.04, 2: 0.06 };
/** Of connections. */
const REFUSED = 0.02;
/** Of requests of HTTP/1.1. */
const FALSE_PAGES = 0.03;
const LONGEST_STALL = 1_500;
const LONGEST_DELAY = 200;

const ANY_WAY = ['reset', 'close', 'stall', 'delay', 'delay', 'truncate'] as const;
const FROM_SERVER = [...ANY_WAY, 'corrupt', 'garbage'] as const;
type Fault = (typeof FROM_SERVER)[number];

/**
 * A proxy of TCP that resets, closes, stalls, delays, truncates and corrupts, and answers in the server's place.
 *
 * It corrupts what frames messages (the first line of an answer in HTTP/1.1, the length, type and flags of a frame in
 * HTTP/2) and lets nothing pass after it. To change the content of a message would prove nothing: JSON and protobuf
 * have no checksum, so a mark that says something else is, for a client, what the server said. TCP and TLS see to that.
 */
export function stormyProxy(upstream: number, seed: number, count: Count): Promise<StormyProxy> {
  const random = seededRandom(seed);
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: false }, (client) => {
    if (random() < REFUSED) {
      count('refused');
      client.on('error', ignore).resetAndDestroy();
      return;
    }
    const target = connect({ port: upstream, host: '127.0.0.1' });
    for (const socket of [client, target]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', ignore).on('close', () => sockets.delete(socket));
    }
    new StormyConnection(client, target, random, count);
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve({ port: portOf(server), close: () => closeAll(server, sockets) }));
  });
}

/** One connection through the proxy. */
class StormyConnection {
  private readonly framing = new Framing();
  private over = false;
  /** Whether the server was heard. */
  private begun = false;

  constructor(
    private readonly client: Socket,
    private readonly server: Socket,
    private readonly random: () => number,
    private readonly count: Count,
  ) {
    client.on('data', (chunk) => this.fromClient(chunk)).on('close', () => server.destroy());
    server.on('data', (chunk) => this.fromServer(chunk)).on('close', () => client.destroySoon());
  }

  private fromClient(chunk: Buffer): void {
    if (this.over) return;
    this.framing.client(chunk);
    if (beginsRequest(chunk) && this.random() < FALSE_PAGES) {
      this.count('false page');
      return this.endWith(falsePage(this.random));
    }
    if (this.isFaulty()) this.break(this.pick(ANY_WAY), chunk, this.client, this.server);
    else this.server.write(chunk);
  }

  private fromServer(chunk: Buffer): void {
    if (this.over) return;
    const message = this.framing.server(chunk);
    const { begun } = this;
    this.begun = true;
    if (!this.isFaulty()) return void this.client.write(chunk);
    // Of a first frame with a wrong length, @grpc/grpc-js hears nothing, and waits for it for ever, as for one that never
    // comes: https://github.com/grpc/grpc-node/issues/2785
    const canCorrupt = message !== undefined && (begun || this.framing.version === 1);
    this.break(this.pick(canCorrupt ? FROM_SERVER : ANY_WAY), chunk, this.server, this.client, message);
  }

  private isFaulty(): boolean {
    return this.random() < FAULTY[this.framing.version];
  }

  private pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[Math.floor(this.random() * choices.length)] ?? choices[0];
  }

  private break(fault: Fault, chunk: Buffer, from: Socket, to: Socket, message = chunk.length): void {
    this.count(fault);
    switch (fault) {
      case 'reset':
        return this.reset();
      case 'close':
        return this.endWith('');
      case 'delay':
        from.pause();
        return this.later(LONGEST_DELAY, () => {
          to.write(chunk);
          from.resume();
        });
      case 'stall':
        this.over = true;
        return this.later(LONGEST_STALL, () => this.reset());
      case 'truncate':
        to.write(chunk.subarray(0, Math.floor(this.random() * chunk.length)));
        return this.endWith('');
      case 'corrupt': {
        const broken = Buffer.from(chunk.subarray(0, message));
        const at = Math.floor(this.random() * 5);
        broken.writeUInt8(broken.readUInt8(at) ^ (1 << Math.floor(this.random() * 8)), at);
        return this.endWith(broken);
      }
      case 'garbage':
        return this.endWith(Buffer.alloc(Math.min(chunk.length, 64), 0xff));
    }
  }

  /** Sends the client these bytes, and closes. */
  private endWith(bytes: Buffer | string): void {
    this.over = true;
    this.client.end(bytes);
    this.server.destroy();
  }

  private reset(): void {
    this.over = true;
    this.client.resetAndDestroy();
    this.server.resetAndDestroy();
  }

  /** Does it after a time, unless the connection is gone before. */
  private later(longest: number, act: () => void): void {
    const timer = setTimeout(act, this.random() * longest);
    this.client.on('close', () => clearTimeout(timer));
  }
}

/** A connection that broke is closed, which is all that the proxy makes of it. */
function ignore(): void {
  return;
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

function closeAll(server: Server, sockets: ReadonlySet<Socket>): void {
  server.close();
  for (const socket of sockets) socket.destroy();
}
