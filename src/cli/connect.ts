import { messageOf } from '../core/model/message-of.js';
import type { GrpcOperationsClient } from '../grpc/grpc-operations-client.js';
import { loadOperationsClient } from '../grpc/load-operations-client.js';
import { digesterProto } from '../server/digester/generated/digester.js';
import type { ConnectionOptions } from './connection-options.js';
import { UsageError } from './usage-error.js';

/**
 * A client of the server that the command line names. It knows the messages of `serve`, which needs no `--types` so.
 *
 * Messages are read as in the JSON of protobuf: 64-bit integers and bytes are strings.
 *
 * @throws UsageError when the target is none, a header cannot be sent, a proto file does not load or a package is missing.
 */
export async function connect({
  target,
  insecure,
  header,
  types = [],
  include,
  channelOptions,
}: Omit<ConnectionOptions, 'callTimeout'>): Promise<GrpcOperationsClient> {
  try {
    return await loadOperationsClient({
      target,
      insecure,
      headers: header,
      protos: [digesterProto, ...types],
      includeDirs: include,
      channelOptions,
      loader: { bytes: String },
    });
  } catch (cause) {
    // The library names its option; here it is one of the command line.
    throw new UsageError(messageOf(cause).replace('includeDirs', '--include'), { cause });
  }
}
