import { fileURLToPath } from 'node:url';
import type { OperationsServer, ServeOptions } from '../../../../src/server/index.js';
import { serveOperations } from '../../../../src/server/index.js';

/** Where `npm run build` leaves the console. */
const webRoot = fileURLToPath(new URL('../../dist/browser', import.meta.url));

/** Serves the built console, as `longrunning serve` does. */
export function serveConsole(options: ServeOptions): Promise<OperationsServer> {
  return serveOperations({ ...options, webRoot });
}
