import type { handleUnaryCall, Metadata, StatusObject } from '@grpc/grpc-js';
import type { Observable } from 'rxjs';
import { defer, first, merge, take } from 'rxjs';
import { isRpcError } from '../core/model/rpc-error.js';
import { StatusCode } from '../core/model/status-code.js';
import type { Status } from '../core/model/status.js';
import type { MessageTypes } from '../protobuf/message-types.js';
import { toWireStatus } from '../protobuf/operation-wire.js';
import type { WireStatus } from '../protobuf/wire.js';

/** What the handlers of one server share. */
export interface GrpcParts {
  readonly grpc: { readonly Metadata: new () => Metadata };
  readonly types: MessageTypes;
  /** Errors when the server closes, which ends the calls in flight. */
  readonly closing$: Observable<never>;
  /** Is told of what clients are not. */
  readonly onError: (error: unknown, method: string) => void;
}

/** A grpc-js handler of a function that answers with an Observable; a cancelled call unsubscribes from it. */
export function grpcHandler<Q, A>(answer$: (request: Q) => Observable<A>, parts: GrpcParts): handleUnaryCall<Q, A> {
  return (call, callback) => {
    // A call that is never answered would hang; one that is answered twice breaks the stream.
    const once$ = defer(() => answer$(call.request)).pipe(first());
    const answering = merge(once$, parts.closing$)
      .pipe(take(1))
      .subscribe({
        next: (answer) => callback(null, answer),
        error: (error: unknown) => {
          if (!isRpcError(error)) parts.onError(error, call.getPath());
          callback(toStatusObject(error, parts));
        },
      });
    call.on('cancelled', () => answering.unsubscribe());
  };
}

/** An `RpcError` as it is, with its details; of any other error, which may hold what is not for clients, nothing. */
function toStatusObject(error: unknown, { grpc, types }: GrpcParts): Partial<StatusObject> {
  if (!isRpcError(error)) return { code: StatusCode.INTERNAL, details: 'the server failed' };
  const { code } = error;
  const details = sendable(error.statusMessage);
  const metadata = new grpc.Metadata();
  const bytes = statusBytes({ code, message: details, details: error.details }, types);
  if (bytes) metadata.set('grpc-status-details-bin', bytes);
  return { code, details, metadata };
}

/** A status travels in HTTP/2 trailers, and trailers larger than the client takes stall its whole connection. */
const LONGEST_MESSAGE = 1_000;
const LARGEST_DETAILS = 8_192;

function sendable(text: string): string {
  const short = text.length > LONGEST_MESSAGE ? `${text.slice(0, LONGEST_MESSAGE)}…` : text;
  // Half a surrogate pair cannot be percent-encoded.
  return short.replace(/\p{Cs}/gu, '\ufffd');
}

function statusBytes(status: Status, types: MessageTypes): Buffer | undefined {
  // A detail that came as JSON, from a client of another server, cannot be sent in binary.
  const details = status.details.filter(({ packed }) => 'value' in packed);
  if (details.length === 0) return undefined;
  const bytes = types.get<WireStatus>('google.rpc.Status').toBinary?.(toWireStatus({ ...status, details }));
  return bytes && bytes.length <= LARGEST_DETAILS ? Buffer.from(bytes) : undefined;
}
