import { createRouterTransport } from '@connectrpc/connect';
import { connectOperationsClient } from '../../src/connect/index.js';
import { itIsAnOperationsClient } from './contract.js';
import { routes, serverRegistry } from './google-service.js';

for (const [format, useBinaryFormat] of Object.entries({ binary: true, JSON: false })) {
  describe(`connectOperationsClient within a process, in ${format}`, () => {
    itIsAnOperationsClient(async (operations) =>
      connectOperationsClient(
        createRouterTransport(routes(operations), {
          router: { jsonOptions: { registry: serverRegistry } },
          transport: { useBinaryFormat },
        }),
      ),
    );
  });
}
