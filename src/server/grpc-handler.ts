import type { handleUnaryCall, Metadata } from '@grpc/grpc-js';
import type { MessageTypes } from '../protobuf/message-types.js';
import { grpcStatusOf } from '../protobuf/grpc-status.js';
import type { CallParts } from './answer-call.js';
import { answerCall$, clientError } from './answer-call.js';
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
      error: (error: unknown) => callback(grpcStatusOf(clientError(error, method.definition.path, parts), parts)),
    });
    call.on('cancelled', () => answering.unsubscribe());
  };
}
