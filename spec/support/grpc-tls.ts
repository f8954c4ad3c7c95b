import { generate } from 'selfsigned';
import type { OperationsServer, ServeOptions } from '../../src/server/index.js';
import type { GrpcFixture } from './grpc-fixture.js';

/** The name in the certificate: TLS knows no names that are addresses. */
export const AS_LOCALHOST = { 'grpc.ssl_target_name_override': 'localhost' };

/** A server with a certificate that nobody knows. */
export async function serveTls(
  fixture: GrpcFixture,
  options?: Partial<ServeOptions>,
): Promise<{ server: OperationsServer; certificate: string }> {
  const pems = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] },
    ],
  });
  const server = await fixture.serve({
    operations: fixture.store(),
    tls: { key: pems.private, cert: pems.cert },
    ...options,
  });
  return { server, certificate: pems.cert };
}
