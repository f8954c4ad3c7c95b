import type { handleUnaryCall, Metadata } from '@grpc/grpc-js';
import type { MessageTypes } from '../protobuf/message-types.js';
import { grpcStatusOf } from '../protobuf/grpc-status.js';
import { first, map, switchMap } from 'rxjs';
import type { CallParts } from './answer-call.js';
import { answerCall$, clientError } from './answer-call.js';
import type { Connections } from './connections.js';
import type { Answer, ServedMethod } from './served-method.js';
import { toWireAnswer } from './served-method.js';

/** What the handlers of one server share. */
export interface GrpcParts extends CallParts {
  readonly grpc: { readonly Metadata: new () => Metadata };
  readonly types: MessageTypes;
  readonly connections: Connections;
}

/**
 * The grpc-js handler of a method, which answers in bytes; a cancelled call unsubscribes from its answer.
 *
 * An answer becomes bytes when its client has read enough of those before it.
 */
export function grpcHandler(method: ServedMethod, parts: GrpcParts): handleUnaryCall<object, Buffer> {
  const { path, responseSerialize } = method.definition;
  const encode = (answer: Answer): Buffer => responseSerialize(toWireAnswer(answer));
  return (call, callback) => {
    const connection = parts.connections.of(call.getPeer());
    // It was closed, and so was the call.
    if (!connection) return;
    let isRead: (() => void) | undefined;
    const answer$ = (request: object) =>
      method.answer$(request).pipe(
        first(),
        switchMap((answer) => connection.room$.pipe(map(() => answer))),
      );
    const answering = answerCall$({ ...method, answer$ }, call.request, encode, parts).subscribe({
      next: (bytes) => {
        isRead = connection.addUnread(bytes.length);
        callback(null, bytes);
      },
      error: (error: unknown) => callback(grpcStatusOf(clientError(error, path, parts), parts)),
    });
    // Also when the answer has been sent.
    call.on('cancelled', () => {
      answering.unsubscribe();
      isRead?.();
    });
  };
}
