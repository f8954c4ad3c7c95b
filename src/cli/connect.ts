import { messageOf } from '../core/model/message-of.js';
import type { GrpcOperationsClient } from '../grpc/grpc-operations-client.js';
import { loadOperationsClient } from '../grpc/load-operations-client.js';
import { encodedName } from '../rest/operation-path.js';
import { digesterProto } from '../server/digester/generated/digester.js';
import { connectRest } from './connect-rest.js';
import type { Connection } from './connection.js';
import type { CallingOptions, ServerAddress } from './connection-options.js';
import { UsageError } from './usage-error.js';

type Options = Omit<CallingOptions, 'callTimeout' | 'types' | 'include'>;

/**
 * A client of the server that the command line names. It can start what `serve` serves.
 *
 * @param name what will be asked for.
 * @throws UsageError when the target is not valid, a header cannot be sent or a package is missing; over REST also when the URL asks for cleartext that others could read, or when the name would lead out of
 *   its path.
 */
export async function connect(options: Options & ServerAddress, name?: string): Promise<Connection> {
  try {
    if (options.rest === undefined) return await connectGrpc(options);
    if (name !== undefined) encodedName(name);
    return connectRest(options);
  } catch (cause) {
    throw new UsageError(messageOf(cause), { cause });
  }
}

function connectGrpc({
  target,
  insecure,
  header,
  channelOptions,
}: Options & { readonly target: string }): Promise<GrpcOperationsClient> {
  return loadOperationsClient({
    target,
    insecure,
    headers: header,
    protos: [digesterProto],
    channelOptions,
  });
}
