import { loadDefinitions, loadGoogleDefinitions } from '../protobuf/load-definitions.js';
import type { GrpcClientOptions } from './grpc-client-options.js';
import { resolveGrpcClientOptions } from './grpc-client-options.js';
import { GrpcOperationsClient } from './grpc-operations-client.js';
import { loadGrpc } from './load-grpc.js';

/**
 * Loads @grpc/grpc-js, @grpc/proto-loader and the definitions, and makes a client of one server.
 *
 * No connection is made before the first call. TLS unless `insecure` is set. Every call that names an operation
 * carries the routing header `x-goog-request-params`. Errors are `RpcError`s with their details unpacked.
 *
 * @throws TypeError when the target is none; Error when a package is missing or a proto file does not load.
 *
 * @example
 * ```ts
 * import { pollOperation$ } from 'rxjs-longrunning';
 * import { loadOperationsClient } from 'rxjs-longrunning/grpc';
 *
 * const client = await loadOperationsClient({ target: 'localhost:50051', insecure: true });
 * pollOperation$(client, 'operations/123').subscribe({
 *   next: ({ status }) => console.log(status),
 *   error: (error) => console.error(error),
 *   complete: () => client.close(),
 * });
 * ```
 */
export async function loadOperationsClient(options: GrpcClientOptions): Promise<GrpcOperationsClient> {
  const [grpc, google] = await Promise.all([loadGrpc(), loadGoogleDefinitions()]);
  const { target, credentials, channelOptions, headers, protos, protoOptions } = resolveGrpcClientOptions(
    options,
    grpc,
  );
  const user = await loadDefinitions(protos, protoOptions);
  const client = new grpc.Client(target, credentials, channelOptions);
  return new GrpcOperationsClient({ grpc, client, target, google, user, headers });
}
