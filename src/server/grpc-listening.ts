import type { Server, ServerCredentials } from '@grpc/grpc-js';

/**
 * Makes a server listen.
 *
 * @param address `host:port`; port 0 is a free one.
 * @returns the port.
 * @throws Error when it cannot, naming the address.
 */
export function bind(server: Server, address: string, credentials: ServerCredentials): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(address, credentials, (cause, port) => {
      if (cause) reject(new Error(`Cannot listen on ${address}: ${cause.message.replaceAll('\n', ' ')}`, { cause }));
      else resolve(port);
    });
  });
}

/** How long clients have to hang up, in ms. Those that were told why their call ended do so at once. */
const GRACE = 1_000;

/** Stops listening, lets what is being sent arrive, and resolves when all clients have hung up, or were hung up on. */
export function shutDown(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => {
      server.forceShutdown();
      // Not left to tryShutdown: it waits for connections that never became a session.
      resolve();
    }, GRACE);
    server.tryShutdown(() => {
      clearTimeout(force);
      resolve();
    });
  });
}
