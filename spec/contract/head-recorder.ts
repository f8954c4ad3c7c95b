import { once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import { createServer } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { GrpcFixture } from '../support/grpc-fixture.js';
import type { Address } from './contract.js';

/** A server that refuses every call, and keeps the headers that came with it, as operations do not see them. */
export async function recordHeads(
  http: 1 | 2,
  fixture: GrpcFixture,
): Promise<Address & { readonly heads: readonly IncomingHttpHeaders[] }> {
  const heads: IncomingHttpHeaders[] = [];
  const server =
    http === 1
      ? createServer((request, response) => {
          heads.push(request.headers);
          response.writeHead(404).end();
        })
      : createHttp2Server().on('stream', (stream, headers) => {
          heads.push(headers);
          stream.respond({ ':status': 404 }, { endStream: true });
        });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  fixture.closeLater(() => {
    if ('closeAllConnections' in server) server.closeAllConnections();
    server.close();
  });
  const target = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { target, url: `http://${target}`, heads };
}
