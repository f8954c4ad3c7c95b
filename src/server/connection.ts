import type { Socket } from 'node:net';
import type { Observable } from 'rxjs';
import { defer, first, of, Subject } from 'rxjs';
import type { LimitSettings } from './serve-limits.js';
import { INCOMPLETE_CALLS } from './serve-limits.js';

/** What all connections of a server take together. */
export interface ConnectionTotals {
  readonly limits: LimitSettings;
  calls: number;
  unread: number;
  /** Connections without calls; the one that has had none for longest is the first. */
  readonly idle: Set<Connection>;
  /** Connections with answers that are not read; the one that has read nothing for longest is the first. */
  readonly behind: Set<Connection>;
}

/**
 * A connection of either HTTP: what goes on over it, as those who speak the protocol tell, and when it is hung up on.
 *
 * The TLS handshake, the first bytes and the headers of the first request have one timer together.
 */
export class Connection {
  /** Emits when an answer may be written, which is at once unless the client is behind with reading. */
  readonly room$: Observable<unknown>;
  readonly #socket: Socket;
  readonly #totals: ConnectionTotals;
  readonly #onClose: () => void;
  readonly #read$ = new Subject<void>();
  #isOpen = true;
  #calls = 0;
  #queued = 0;
  #incomplete = 0;
  #unread = 0;
  #late: NodeJS.Timeout;

  /**
   * @param handshakeTimeout until the first request, in ms.
   * @param onClose is called once, when it is counted no more.
   */
  constructor(socket: Socket, totals: ConnectionTotals, handshakeTimeout: number, onClose: () => void) {
    this.#socket = socket;
    this.#totals = totals;
    this.#onClose = onClose;
    totals.idle.add(this);
    this.#late = this.#hangUpAfter(handshakeTimeout);
    const hasRoom = (): boolean => this.#unread < totals.limits.unreadBytesPerConnection;
    this.room$ = defer(() => (hasRoom() ? of(undefined) : this.#read$.pipe(first(hasRoom))));
  }

  /** Hangs up. */
  readonly hangUp = (): void => {
    this.forget();
    this.#socket.destroy();
  };

  /** Counts it no more. */
  forget(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    clearTimeout(this.#late);
    this.#totals.idle.delete(this);
    this.#totals.behind.delete(this);
    this.#totals.unread -= this.#unread;
    this.#onClose();
  }

  /**
   * A call begins: the headers of its request are here. Each has an `endCall`.
   *
   * @returns `false` when it must be refused, as the server has too many.
   */
  beginCall(): boolean {
    const { limits, idle } = this.#totals;
    clearTimeout(this.#late);
    idle.delete(this);
    this.#calls++;
    this.#totals.calls++;
    if (this.#totals.calls > 2 * limits.calls) this.hangUp();
    return this.#totals.calls <= limits.calls;
  }

  /** A call has ended, and its answer was read or will not be. */
  endCall(): void {
    this.#totals.calls--;
    if (--this.#calls > 0 || !this.#isOpen) return;
    this.#totals.idle.add(this);
    // What knows the protocol closes an idle connection with a word of farewell, before.
    this.#late = this.#hangUpAfter(this.#totals.limits.idleTimeout + FAREWELL);
  }

  /** The request of a call is on its way; the function that is returned says that it is here, or given up. */
  awaitRequest(): () => void {
    const late = this.#hangUpAfter(this.#totals.limits.requestTimeout);
    return () => clearTimeout(late);
  }

  /** A call was over before its request was here, and its stream may still be open. */
  addIncompleteCall(): void {
    if (++this.#incomplete > INCOMPLETE_CALLS) this.hangUp();
  }

  /** A request is queued behind another one; the function that is returned takes it from the queue. */
  queueRequest(): () => void {
    if (++this.#queued > this.#totals.limits.pipelined) this.hangUp();
    return () => this.#queued--;
  }

  /** An answer is being written; the function that is returned says, once or more, that the client has read it. */
  addUnread(bytes: number): () => void {
    if (!this.#isOpen) return () => undefined;
    const late = this.#hangUpAfter(this.#totals.limits.answerTimeout);
    this.#changeUnread(bytes);
    this.#totals.behind.add(this);
    this.#shed();
    let isRead = false;
    return () => {
      clearTimeout(late);
      if (isRead || !this.#isOpen) return;
      isRead = true;
      this.#changeUnread(-bytes);
      // To the end of the line, as it has read something.
      this.#totals.behind.delete(this);
      if (this.#unread > 0) this.#totals.behind.add(this);
      this.#read$.next();
    };
  }

  #changeUnread(bytes: number): void {
    this.#unread += bytes;
    this.#totals.unread += bytes;
  }

  #shed(): void {
    for (const connection of this.#totals.behind) {
      if (this.#totals.unread <= this.#totals.limits.unreadBytes) return;
      connection.hangUp();
    }
  }

  #hangUpAfter(time: number): NodeJS.Timeout {
    return setTimeout(this.hangUp, time).unref();
  }
}

/** In ms. */
const FAREWELL = 1_000;
