import type { handleUnaryCall, Metadata, StatusObject } from '@grpc/grpc-js';
import type { Observable } from 'rxjs';
import { defer } from 'rxjs';
import { isRpcError } from '../core/model/rpc-error.js';
import { StatusCode } from '../core/model/status-code.js';
import type { MessageTypes } from '../protobuf/message-types.js';
import { toWireStatus } from '../protobuf/operation-wire.js';
import type { WireStatus } from '../protobuf/wire.js';

/** What grpc-js is needed for here. */
export interface GrpcParts {
  readonly grpc: { readonly Metadata: new () => Metadata };
  readonly types: MessageTypes;
}

/** A grpc-js handler of a function that answers with an Observable; a cancelled call unsubscribes from it. */
export function grpcHandler<Q, A>(answer$: (request: Q) => Observable<A>, parts: GrpcParts): handleUnaryCall<Q, A> {
  return (call, callback) => {
    const answering = defer(() => answer$(call.request)).subscribe({
      next: (answer) => callback(null, answer),
      error: (error: unknown) => callback(toStatusObject(error, parts)),
    });
    call.on('cancelled', () => answering.unsubscribe());
  };
}

/** An `RpcError` as it is, with its details; of any other error, which may hold what is not for clients, nothing. */
function toStatusObject(error: unknown, { grpc, types }: GrpcParts): Partial<StatusObject> {
  if (!isRpcError(error)) return { code: StatusCode.INTERNAL, details: 'the server failed' };
  const { code, statusMessage, details } = error;
  const metadata = new grpc.Metadata();
  if (details.length > 0) {
    const status = toWireStatus({ code, message: statusMessage, details });
    const bytes = types.get<WireStatus>('google.rpc.Status').toBinary?.(status);
    metadata.set('grpc-status-details-bin', Buffer.from(bytes ?? []));
  }
  return { code, details: statusMessage, metadata };
}
