import type { Transport } from '@connectrpc/connect';
import { connectOperationsClient } from '../../src/connect/index.js';
import type { OperationsClient } from '../../src/index.js';
import { itIsAnOperationsClient } from './contract.js';
import type { SpecServer } from './serve-connect.js';
import { connectListener, grpcTransport, httpTransports, serveHttp, serveHttp2 } from './serve-connect.js';

function describeTransport(
  title: string,
  serve: (operations: OperationsClient) => Promise<SpecServer>,
  transport: (baseUrl: string) => Transport,
): void {
  describe(`connectOperationsClient over a socket, ${title}`, () => {
    const servers: SpecServer[] = [];

    afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

    itIsAnOperationsClient(async (operations) => {
      const server = await serve(operations);
      servers.push(server);
      return connectOperationsClient(transport(server.baseUrl));
    });
  });
}

for (const [title, transport] of Object.entries(httpTransports)) {
  describeTransport(title, (operations) => serveHttp(connectListener(operations)), transport);
}
describeTransport('gRPC', (operations) => serveHttp2(connectListener(operations)), grpcTransport);
