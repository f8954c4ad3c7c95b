import { createServer, request as send } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { staticFiles } from '../../../../src/server/http/static-files.js';
import type { ServeOptions } from '../../../../src/server/index.js';
import { serveOperations } from '../../../../src/server/index.js';

/** Where `npm run build` leaves the console. */
const FOLDER = fileURLToPath(new URL('../../dist/browser', import.meta.url));

/** The console and its server on one port. */
export interface ServedConsole {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Serves the built console, and everything else by the server of the product. */
export async function serveConsole({ port = 0, ...options }: ServeOptions): Promise<ServedConsole> {
  const operations = await serveOperations(options);
  const files = staticFiles(FOLDER);
  const server = createServer((incoming, response) => {
    void files(incoming, response).then((isAnswered) => isAnswered || handOn(incoming, response, operations.port));
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    async close() {
      server.close();
      server.closeAllConnections();
      await operations.close();
    },
  };
}

function handOn(incoming: IncomingMessage, response: ServerResponse, port: number): void {
  const { method, url, headers } = incoming;
  const sent = send({ host: '127.0.0.1', port, method, path: url, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  sent.on('error', () => response.destroy());
  incoming.pipe(sent);
}
