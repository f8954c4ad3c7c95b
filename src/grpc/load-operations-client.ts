import { loadDefinitions, loadGoogleDefinitions } from '../protobuf/load-definitions.js';
import type { GrpcClientOptions } from './grpc-client-options.js';
import { resolveGrpcClientOptions } from './grpc-client-options.js';
import { GrpcChannels } from './grpc-channels.js';
import { GrpcOperationsClient } from './grpc-operations-client.js';
import { loadGrpc } from './load-grpc.js';

/**
 * Loads @grpc/grpc-js, @grpc/proto-loader and the definitions, and makes a client of one server.
 *
 * No connection is made before the first call; waits have one of their own, so that polls do not queue behind them.
 * TLS unless `insecure` is set. Every call that names an operation carries the routing header `x-goog-request-params`.
 * Errors are `RpcError`s with their details unpacked.
 *
 * @throws TypeError when the target is none; RangeError when `maxPendingWaits` is out of its range; Error when a
 *   package is missing or a proto file does not load.
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
  const settings = resolveGrpcClientOptions(options, grpc);
  const { target, credentials, channelOptions, headers, maxPendingWaits, protos, protoOptions } = settings;
  const user = await loadDefinitions(protos, protoOptions);
  const channels = new GrpcChannels((own) => new grpc.Client(target, credentials, { ...channelOptions, ...own }));
  return new GrpcOperationsClient({ grpc, channels, target, google, user, headers, maxPendingWaits });
}
