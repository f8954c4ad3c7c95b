import type { ChannelOptions, Client } from '@grpc/grpc-js';
import { PacedCancels } from './paced-cancels.js';

/** A channel, with the cancels of its calls. */
export interface GrpcChannel {
  readonly client: Client;
  readonly cancels: PacedCancels;
}

/**
 * The channels of one client: one for the waits, and one for all other calls.
 *
 * A server limits the streams of a connection, and a pending wait is one: on a channel that is shared, polls would
 * queue behind waits for as long as those take.
 */
export class GrpcChannels {
  readonly #open: (options: ChannelOptions) => GrpcChannel;
  readonly #calls: GrpcChannel;
  #waits: GrpcChannel | undefined;

  /** @param open makes a channel, with these options beside those of the user. */
  constructor(open: (options: ChannelOptions) => Client) {
    this.#open = (options) => ({ client: open(options), cancels: new PacedCancels() });
    this.#calls = this.#open({});
  }

  /** The channel of all calls but waits. */
  readonly calls = (): GrpcChannel => this.#calls;

  /** The channel of the waits, made at the first of them. */
  readonly waits = (): GrpcChannel =>
    // Channels with the same options share their connections, unless told not to.
    (this.#waits ??= this.#open({ 'grpc.use_local_subchannel_pool': 1 }));

  /** Closes both, and cancels at once whatever was given up and waits for that. */
  close(): void {
    // A first wait that comes later is refused by a channel that is closed, and opens none.
    this.#waits ??= this.#calls;
    for (const { client, cancels } of new Set([this.#calls, this.#waits])) {
      cancels.close();
      client.close();
    }
  }
}
