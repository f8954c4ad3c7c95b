import type { ChannelOptions, Client } from '@grpc/grpc-js';
import { loadDefinitions, loadGoogleDefinitions } from '../protobuf/load-definitions.js';
import type { GrpcClientOptions } from './grpc-client-options.js';
import { resolveGrpcClientOptions } from './grpc-client-options.js';
import { GrpcChannels } from './grpc-channels.js';
import { GrpcOperationsClient } from './grpc-operations-client.js';
import { loadGrpc } from './load-grpc.js';

/**
 * Loads @grpc/grpc-js, @grpc/proto-loader and the definitions, and makes a client of one server.
 *
 * No connection is made before the first call;
 * waits have their own, so that polls do not queue behind them. At most `maxCallsInFlight` calls are under way; the others
 * wait in line, in order, with no timeout running, and `callsWaiting$` says how many.
 * TLS unless `insecure` is set. Every call that names an operation carries the routing header `x-goog-request-params`.
 * Errors are `RpcError`s with their details unpacked.
 *
 * @throws TypeError when the target is none; RangeError when a number is out of its range; Error when a
 *   package is missing or a proto file does not load.
 *
 * @example
 * ```ts
 * import { pollOperation$ } from 'rxjs-longrunning';
 * import { loadOperationsClient } from 'rxjs-longrunning/grpc';
 * import { toResponse } from 'rxjs-longrunning/operators';
 * import { digesterProto, InMemoryOperations, loadDigester, serveOperations } from 'rxjs-longrunning/server';
 * import { mergeMap } from 'rxjs';
 *
 * // A server to try it on. Yours is already there.
 * const operations = new InMemoryOperations();
 * const server = await serveOperations({ operations, services: [await loadDigester({ operations, root: '.' })] });
 *
 * const client = await loadOperationsClient({ target: server.target, insecure: true, protos: [digesterProto] });
 * await client
 *   .startOperation('rxjs_longrunning.digest.v1.Digester/DigestTree', { path: '.' })
 *   .pipe(
 *     mergeMap((operation) => pollOperation$(client, operation)),
 *     toResponse(),
 *   )
 *   .forEach((response) => console.log(response.typeUrl));
 * client.close();
 * await server.close();
 * ```
 */
export async function loadOperationsClient(options: GrpcClientOptions): Promise<GrpcOperationsClient> {
  const [grpc, google] = await Promise.all([loadGrpc(), loadGoogleDefinitions()]);
  const settings = resolveGrpcClientOptions(options, grpc);
  const { target, credentials, channelOptions, headers, bounds, protos, protoOptions } = settings;
  const user = await loadDefinitions(protos, protoOptions);
  const open = (own: ChannelOptions): Client => new grpc.Client(target, credentials, { ...channelOptions, ...own });
  const channels = new GrpcChannels(open, bounds);
  return new GrpcOperationsClient({ grpc, channels, target, google, user, headers });
}
