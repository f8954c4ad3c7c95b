import type { handleUnaryCall, Metadata, StatusObject } from '@grpc/grpc-js';
import type { RpcError } from '../core/model/rpc-error.js';
import type { Status } from '../core/model/status.js';
import type { MessageTypes } from '../protobuf/message-types.js';
import { toWireStatus } from '../protobuf/operation-wire.js';
import type { WireStatus } from '../protobuf/wire.js';
import type { CallParts } from './answer-call.js';
import { answerCall$, clientError, sendableMessage } from './answer-call.js';
import type { ServedMethod } from './served-method.js';
import { toWireAnswer } from './served-method.js';

/** What the handlers of one server share. */
export interface GrpcParts extends CallParts {
  readonly grpc: { readonly Metadata: new () => Metadata };
  readonly types: MessageTypes;
}

/** The grpc-js handler of a method; a cancelled call unsubscribes from its answer. */
export function grpcHandler(method: ServedMethod, parts: GrpcParts): handleUnaryCall<object, object> {
  return (call, callback) => {
    const answering = answerCall$(method, call.request, toWireAnswer, parts).subscribe({
      next: (answer) => callback(null, answer),
      error: (error: unknown) => callback(toStatusObject(clientError(error, method.definition.path, parts), parts)),
    });
    call.on('cancelled', () => answering.unsubscribe());
  };
}

function toStatusObject(error: RpcError, { grpc, types }: GrpcParts): Partial<StatusObject> {
  const { code } = error;
  const details = sendableMessage(error);
  const metadata = new grpc.Metadata();
  const bytes = statusBytes({ code, message: details, details: error.details }, types);
  if (bytes) metadata.set('grpc-status-details-bin', bytes);
  return { code, details, metadata };
}

/** They travel in trailers, too. */
const LARGEST_DETAILS = 8_192;

function statusBytes(status: Status, types: MessageTypes): Buffer | undefined {
  // A detail that came as JSON, from a client of another server, cannot be sent in binary.
  const details = status.details.filter(({ packed }) => 'value' in packed);
  if (details.length === 0) return undefined;
  const bytes = types.get<WireStatus>('google.rpc.Status').toBinary(toWireStatus({ ...status, details }));
  return bytes.length <= LARGEST_DETAILS ? Buffer.from(bytes) : undefined;
}
