import type { ChannelOptions, Client } from '@grpc/grpc-js';
import { CallLine } from '../core/client/call-line.js';

/** A channel, with the line of its calls. */
export interface GrpcChannel {
  readonly client: Client;
  readonly line: CallLine;
}

/** How many calls go at once: in all, and on one connection. */
export interface GrpcBounds {
  readonly maxCallsInFlight: number;
  readonly maxPendingWaits: number;
  readonly waitsPerConnection: number;
}

/**
 * The channels of one client: one for all calls but waits, and as many for the waits as they need.
 *
 * A server limits the streams of a connection, and a pending wait is one: on a channel that is shared, polls would
 * queue behind waits for as long as those take, and so would waits behind others.
 */
export class GrpcChannels {
  readonly #open: (line: CallLine, options: ChannelOptions) => GrpcChannel;
  readonly #waits: GrpcChannel[] = [];
  #isClosed = false;

  /** The channel of all calls but waits. */
  readonly calls: GrpcChannel;

  /** @param open makes a channel, with these options beside those of the user. */
  constructor(
    open: (options: ChannelOptions) => Client,
    readonly bounds: GrpcBounds,
  ) {
    this.#open = (line, options) => ({ client: open(options), line });
    this.calls = this.#open(new CallLine(bounds.maxCallsInFlight), {});
  }

  /** A channel that has a stream for one more wait, made when there is none yet; or else that of the shortest line. */
  waits(): GrpcChannel {
    // A channel that is closed refuses a wait; one that is made now would open a connection.
    if (this.#isClosed) return this.calls;
    const free = this.#waits.find(({ line }) => line.isFree);
    if (free) return free;
    const { maxPendingWaits, waitsPerConnection } = this.bounds;
    const left = maxPendingWaits - this.#waits.length * waitsPerConnection;
    if (left <= 0) return this.#waits.reduce((least, next) => (next.line.waiting < least.line.waiting ? next : least));
    const line = new CallLine(Math.min(left, waitsPerConnection));
    // Channels with the same options share their connections, unless told not to.
    const channel = this.#open(line, { 'grpc.use_local_subchannel_pool': 1 });
    this.#waits.push(channel);
    return channel;
  }

  /** Closes all, and cancels at once whatever was given up and waits for that. */
  close(): void {
    this.#isClosed = true;
    for (const { client, line } of [this.calls, ...this.#waits]) {
      line.close();
      client.close();
    }
  }
}
