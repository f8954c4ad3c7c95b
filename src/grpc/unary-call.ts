import type { Client, Metadata, MethodDefinition, ServiceError, StatusObject } from '@grpc/grpc-js';
import { Observable } from 'rxjs';
import { messageOf } from '../core/model/message-of.js';
import { withRetryHint } from '../core/model/retry-hint.js';
import { RpcError } from '../core/model/rpc-error.js';
import { StatusCode } from '../core/model/status-code.js';
import type { MessageTypes } from '../protobuf/message-types.js';
import { callDeadline } from './call-deadline.js';
import { retryHint, toRpcError } from './to-rpc-error.js';

/** A method as grpc-js calls it. */
export type UnaryMethod<Q, A> = Pick<MethodDefinition<Q, A>, 'path' | 'requestSerialize' | 'responseDeserialize'>;

/** One unary call: what is called, with what, and how errors read. */
export interface UnaryCall<Q, A> {
  readonly client: Client;
  readonly method: UnaryMethod<Q, A>;
  readonly request: Q;
  readonly metadata: Metadata;
  /** In ms; none when absent. */
  readonly timeout: number | undefined;
  /** For the messages of errors: `GetOperation of "operations/1"`. */
  readonly label: string;
  /** The types that details of errors unpack to. */
  readonly types: MessageTypes;
  readonly isWait: boolean;
}

/**
 * A unary gRPC call as a cold Observable: unsubscribing cancels it on the wire. The answer has a `retryDelay` where the
 * server asked for one.
 *
 * Errors with an `RpcError`, also when the client is closed, where grpc-js would throw.
 */
export function unaryCall$<Q, A extends object>(call: UnaryCall<Q, A>): Observable<A> {
  const { client, method, request, metadata, timeout, label, types } = call;
  return new Observable((subscriber) => {
    let ended = false;
    let initial: Metadata | undefined;
    let answer: A | undefined;
    try {
      const answered = (error: ServiceError | null, value?: A): void => {
        ended = true;
        answer = value;
        if (error) subscriber.error(toRpcError(error, { ...call, begun: initial !== undefined }));
      };
      const { path, requestSerialize, responseDeserialize } = method;
      const sent = client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        request,
        metadata,
        callDeadline(timeout),
        answered,
      );
      sent.on('metadata', (head: Metadata) => {
        initial = head;
      });
      // After the answer: the trailers are known here alone.
      sent.on('status', (status: StatusObject) => {
        if (!answer) return;
        subscriber.next(withRetryHint(answer, retryHint(status.metadata, initial, types)));
        subscriber.complete();
      });
      return () => {
        // What has ended would still be cancelled through all the layers of grpc-js.
        if (!ended) sent.cancel();
      };
    } catch (cause) {
      const message = `the call could not be made, as on a closed client: ${messageOf(cause)}`;
      const origin = 'caller';
      subscriber.error(new RpcError({ call: label, code: StatusCode.FAILED_PRECONDITION, origin, message, cause }));
      return undefined;
    }
  });
}
