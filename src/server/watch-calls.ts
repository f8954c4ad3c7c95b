import type { ServerInterceptor } from '@grpc/grpc-js';
import { grpcStatusOf } from '../protobuf/grpc-status.js';
import { tooManyCalls } from './answer-call.js';
import type { Connections } from './connections.js';
import type { GrpcParts } from './grpc-handler.js';

/** Tells connections of their gRPC calls, from the headers of a request to the end of the answer. */
export function watchCalls(
  connections: Connections,
  parts: GrpcParts & { readonly grpc: Pick<typeof import('@grpc/grpc-js'), 'ServerInterceptingCall'> },
): ServerInterceptor {
  return (_method, call) => {
    const connection = connections.of(call.getPeer());
    let isTaken = false;
    let isComplete = false;
    let endRequest: (() => void) | undefined;
    return new parts.grpc.ServerInterceptingCall(call, {
      start: (next) =>
        next({
          // Not told of a stream that was reset before, nor is its end.
          onReceiveMetadata: (metadata, pass) => {
            isTaken = connection?.beginCall() ?? false;
            endRequest = connection?.awaitRequest();
            pass(metadata);
          },
          onReceiveHalfClose: (pass) => {
            isComplete = true;
            endRequest?.();
            // Not before: the stream of a client that has more to send would stay open.
            if (isTaken) pass();
            else call.sendStatus(grpcStatusOf(tooManyCalls(), parts));
          },
          onCancel: () => {
            endRequest?.();
            connection?.endCall();
            if (!isComplete && Number(call.getDeadline()) <= Date.now() + EARLY) connection?.addIncompleteCall();
          },
        }),
    });
  };
}

/** How much too early a timer fires at most, by the clock that deadlines go by, in ms. */
const EARLY = 5;
