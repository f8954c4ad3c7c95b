import type { ChannelOptions, Client } from '@grpc/grpc-js';

/**
 * The channels of one client: one for the waits, and one for all other calls.
 *
 * A server limits the streams of a connection, and a pending wait is one: on a channel that is shared, polls would
 * queue behind waits for as long as those take.
 */
export class GrpcChannels {
  readonly #open: (options: ChannelOptions) => Client;
  readonly #calls: Client;
  #waits: Client | undefined;

  /** @param open makes a channel, with these options beside those of the user. */
  constructor(open: (options: ChannelOptions) => Client) {
    this.#open = open;
    this.#calls = open({});
  }

  /** The channel of all calls but waits. */
  readonly calls = (): Client => this.#calls;

  /** The channel of the waits, made at the first of them. */
  readonly waits = (): Client =>
    // Channels with the same options share their connections, unless told not to.
    (this.#waits ??= this.#open({ 'grpc.use_local_subchannel_pool': 1 }));

  /** Closes both. */
  close(): void {
    this.#calls.close();
    this.#waits?.close();
    // A first wait that comes later is refused by a channel that is closed, and opens none.
    this.#waits ??= this.#calls;
  }
}
