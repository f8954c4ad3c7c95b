import type { Socket } from 'node:net';
import type { ConnectionTotals } from './connection.js';
import { Connection } from './connection.js';
import type { LimitSettings } from './serve-limits.js';

/** The two ends of a socket that name a connection to one port. */
type Peer = Pick<Socket, 'remoteAddress' | 'remotePort'>;

/** The connections of one server, whatever they speak. */
export class Connections {
  readonly #totals: ConnectionTotals;
  readonly #handshakeTimeout: number;
  readonly #byPeer = new Map<string, Connection>();

  /** @param handshakeTimeout until the first request, in ms. */
  constructor(limits: LimitSettings, handshakeTimeout: number) {
    this.#totals = { limits, calls: 0, unread: 0, idle: new Set(), behind: new Set() };
    this.#handshakeTimeout = handshakeTimeout;
  }

  /** Takes a connection that was just opened, or closes it when there is no place for it. */
  add(socket: Socket): void {
    const { limits, idle } = this.#totals;
    const peer = peerOf(socket);
    const [longestIdle] = idle;
    if (this.#byPeer.size >= limits.connections) longestIdle?.hangUp();
    if (this.#byPeer.size >= limits.connections) return void socket.destroy();
    const connection = new Connection(socket, this.#totals, this.#handshakeTimeout, () => {
      if (this.#byPeer.get(peer) === connection) this.#byPeer.delete(peer);
    });
    this.#byPeer.set(peer, connection);
    // What breaks a connection is told to the calls on it; nobody listens in between.
    socket.on('error', () => undefined);
    socket.on('close', () => connection.forget());
  }

  /** The connection of a peer, as grpc-js writes it, or of a socket; none when it has been closed. */
  of(peer: string | Peer): Connection | undefined {
    return this.#byPeer.get(typeof peer === 'string' ? peer : peerOf(peer));
  }

  /** Hangs up on all. */
  hangUp(): void {
    for (const connection of this.#byPeer.values()) connection.hangUp();
  }
}

function peerOf({ remoteAddress, remotePort }: Peer): string {
  return `${remoteAddress}:${remotePort}`;
}
