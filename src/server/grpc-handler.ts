import type { handleUnaryCall, Metadata, sendUnaryData } from '@grpc/grpc-js';
import { first, map, of, switchMap } from 'rxjs';
import type { MessageTypes } from '../protobuf/message-types.js';
import { grpcStatusOf } from '../protobuf/grpc-status.js';
import type { CallParts, Encoding } from './answer-call.js';
import { answerCall$ } from './answer-call.js';
import type { Connections } from './connections.js';
import type { ServedMethod } from './served-method.js';
import { toWireAnswer } from './served-method.js';

/** What the handlers of one server share. */
export interface GrpcParts extends CallParts {
  readonly grpc: { readonly Metadata: new () => Metadata };
  readonly types: MessageTypes;
  readonly connections: Connections;
}

/**
 * The grpc-js handler of a method, which answers in bytes: what fails at writing them is an error like any other. A
 * cancelled call unsubscribes from its answer.
 *
 * An answer becomes bytes when its client has read enough of those before it.
 */
export function grpcHandler(method: ServedMethod, parts: GrpcParts): handleUnaryCall<object, Buffer> {
  const { path, responseSerialize } = method.definition;
  const encoding: Encoding<Parameters<sendUnaryData<Buffer>>> = {
    answer: (answer) => [null, responseSerialize(toWireAnswer(answer))],
    error: (error) => [grpcStatusOf(error, parts)],
  };
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
    const answering = answerCall$({ ...method, answer$ }, of(call.request), encoding, parts).subscribe({
      next: ([error, bytes]) => {
        if (bytes) isRead = connection.addUnread(bytes.length);
        callback(error, bytes);
      },
      // It has none.
      error: (error: unknown) => parts.onError(error, path),
    });
    // Also when the answer has been sent.
    call.on('cancelled', () => {
      answering.unsubscribe();
      isRead?.();
    });
  };
}
