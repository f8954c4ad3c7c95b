import type { GrpcClientOptions, GrpcOperationsClient } from '../../src/grpc/index.js';
import { loadOperationsClient } from '../../src/grpc/index.js';
import type { OperationsServer, ServeOptions } from '../../src/server/index.js';
import { InMemoryOperations, serveOperations } from '../../src/server/index.js';

/** What the specs of one `describe` open, over real sockets; all of it is closed after each, the latest first. */
export class GrpcFixture {
  private readonly closers: (() => unknown)[] = [];

  /** Leaves something to be closed after the spec. */
  closeLater(close: () => unknown): void {
    this.closers.push(close);
  }

  store(options?: ConstructorParameters<typeof InMemoryOperations>[0]): InMemoryOperations {
    const operations = new InMemoryOperations(options);
    this.closeLater(() => operations.close());
    return operations;
  }

  async serve(options: ServeOptions): Promise<OperationsServer> {
    const server = await serveOperations(options);
    this.closeLater(() => server.close());
    return server;
  }

  async connect(target: string, options?: Omit<GrpcClientOptions, 'target'>): Promise<GrpcOperationsClient> {
    const client = await loadOperationsClient({
      target,
      insecure: options?.credentials === undefined,
      ...options,
      // In the common pool, a client gets the broken connection of one that a spec before had to the same port.
      channelOptions: { 'grpc.use_local_subchannel_pool': 1, ...options?.channelOptions },
    });
    this.closeLater(() => client.close());
    return client;
  }

  /** A store, a server over it and a client of that. */
  async open(options?: Omit<GrpcClientOptions, 'target'>): Promise<{
    operations: InMemoryOperations;
    server: OperationsServer;
    client: GrpcOperationsClient;
  }> {
    const operations = this.store();
    const server = await this.serve({ operations });
    return { operations, server, client: await this.connect(server.target, options) };
  }

  async close(): Promise<void> {
    for (const close of this.closers.splice(0).reverse()) await close();
  }
}

/** A fixture that closes itself after each spec of the `describe` that it is made in. */
export function grpcFixture(): GrpcFixture {
  const fixture = new GrpcFixture();
  afterEach(() => fixture.close());
  return fixture;
}
