import { messageOf } from '../core/model/message-of.js';
import { stat } from 'node:fs/promises';
import { loadDigester } from '../server/digester/load-digester.js';
import { InMemoryOperations } from '../server/in-memory-operations.js';
import { serveOperations } from '../server/serve-operations.js';
import type { Io } from './io.js';
import { writeLine } from './output/write-line.js';
import { UsageError } from './usage-error.js';

/** Where to serve. */
export interface EmbeddedServerOptions {
  /** No file outside this folder is read. */
  readonly root: string;
  readonly host?: string;
  readonly port?: number;
  readonly insecure?: boolean | undefined;
  /** The folder of an application for browsers, to serve with it. */
  readonly webRoot?: string | undefined;
  /** Origins of pages that may call; none when absent. */
  readonly corsOrigin?: readonly string[] | undefined;
}

/** A server in this process. */
export interface EmbeddedServer {
  readonly target: string;
  /** What clients of REST, Connect and gRPC-Web call. */
  readonly url: string;
  /** Stops the operations that run, then the server. */
  close(): Promise<void>;
}

/**
 * Starts the example service in this process.
 *
 * @throws UsageError when the root is no folder, or the address cannot be listened on.
 */
export async function startEmbeddedServer(
  { root, corsOrigin: origins, ...address }: EmbeddedServerOptions,
  io: Io,
): Promise<EmbeddedServer> {
  await checkFolder(root);
  const operations = new InMemoryOperations({
    onWorkError: (error, name) => writeLine(io.stderr, `The work of ${name} failed: ${messageOf(error)}`),
  });
  try {
    const services = [await loadDigester({ operations, root })];
    const server = await serveOperations({ operations, services, cors: origins && { origins }, ...address });
    return {
      target: server.target,
      url: server.url,
      close() {
        operations.close();
        return server.close();
      },
    };
  } catch (cause) {
    // There is no TLS to give.
    const message = messageOf(cause).replace('give tls, or set insecure', 'if that is meant, add --insecure');
    throw new UsageError(message, { cause });
  }
}

async function checkFolder(root: string): Promise<void> {
  const found = await stat(root).catch((cause: unknown) => {
    throw new UsageError(`${JSON.stringify(root)} cannot be read (${(cause as NodeJS.ErrnoException).code}).`, {
      cause,
    });
  });
  if (!found.isDirectory()) throw new UsageError(`${JSON.stringify(root)} is not a folder.`);
}
