import type { DescMessage, Message, MessageInitShape } from '@bufbuild/protobuf';
import type { GenMessage } from '@bufbuild/protobuf/codegenv2';
import type { Transport, UnaryResponse } from '@connectrpc/connect';
import { Observable } from 'rxjs';
import type { CallOptions } from '../core/client/operations-client.js';
import { NOT_NEGATIVE, numberOption } from '../core/model/number-option.js';
import { messageOf } from '../core/model/message-of.js';
import { retryAfter } from '../core/model/retry-after.js';
import { RpcError } from '../core/model/rpc-error.js';
import { StatusCode } from '../core/model/status-code.js';
import type { MethodOf } from './operations-service.js';
import { DEPTHS } from './operations-service.js';
import type { FailedCall } from './to-rpc-error.js';
import { toRpcError } from './to-rpc-error.js';

/** One unary call: what is called, with what, and how errors read. */
export interface UnaryCall<A extends Message, T> extends FailedCall {
  readonly transport: Transport;
  /** Asked at each subscription; with a greater depth where the answer was nested too deep, as long as there is one. */
  readonly method: (depth: number) => MethodOf<A>;
  readonly request: MessageInitShape<DescMessage>;
  readonly options: CallOptions | undefined;
  /** Makes something of the answer. */
  readonly read: (answer: A, retryDelay: number | undefined) => T;
}

/**
 * A unary call as a cold Observable: unsubscribing aborts it. Errors with an `RpcError`.
 *
 * @throws RangeError when the timeout is negative or no finite number; TypeError for a header that cannot be sent.
 */
export function unaryCall$<A extends Message, T>(call: UnaryCall<A, T>): Observable<T> {
  const { transport, method, request, options } = call;
  const timeout = callTimeout(options?.timeout);
  const headers = callHeaders(options?.headers);
  return new Observable((subscriber) => {
    const controller = new AbortController();
    let ended = false;
    const answer = async (): Promise<T> => {
      try {
        const send = (depth: number): Promise<Answered<A>> =>
          transport
            .unary<DescMessage, GenMessage<A>>(method(depth), controller.signal, timeout, headers, request)
            .catch((reason: unknown) => {
              if (depth + 1 < DEPTHS && isNestedTooDeep(reason)) return send(depth + 1);
              throw reason;
            });
        const answered = await send(0);
        return readAnswer(answered, call);
      } catch (reason) {
        throw toRpcError(reason, call);
      } finally {
        ended = true;
      }
    };
    answer().then(
      (value) => {
        subscriber.next(value);
        subscriber.complete();
      },
      (error: unknown) => subscriber.error(error),
    );
    return () => {
      if (!ended) controller.abort();
    };
  });
}

type Answered<A extends Message> = UnaryResponse<DescMessage, GenMessage<A>>;

/** What protobuf-es says of JSON that is nested deeper than it reads: 100 messages. */
const TOO_DEEP = 'maximum recursion depth of';

function isNestedTooDeep(reason: unknown): boolean {
  return messageOf(reason).includes(TOO_DEEP);
}

/** What serves messages of another shape is another API, which it will be at the next call, too. */
function readAnswer<A extends Message, T>(
  { message, header, trailer }: Pick<UnaryResponse, 'header' | 'trailer'> & { readonly message: A },
  { label, read }: UnaryCall<A, T>,
): T {
  try {
    return read(message, retryAfter(header) ?? retryAfter(trailer));
  } catch (cause) {
    throw new RpcError({ call: label, code: StatusCode.INTERNAL, message: messageOf(cause), cause });
  }
}

/** Over a day, in ms: the header of gRPC has eight digits at most, and a timer of more than 2^31 would fire at once. */
const LONGEST_TIMEOUT = 99_999_999;

/** Transports take 0 for no timeout, and send a fraction that no server reads. */
function callTimeout(timeout: number | undefined): number | undefined {
  if (timeout === undefined) return undefined;
  return Math.min(Math.max(1, Math.ceil(numberOption('timeout', timeout, NOT_NEGATIVE))), LONGEST_TIMEOUT);
}

function callHeaders(headers: CallOptions['headers'] = {}): Headers {
  const checked = new Headers();
  for (const key in headers) {
    const value: unknown = headers[key];
    try {
      // What is no string, from a JavaScript caller, would be sent as "undefined".
      if (typeof value !== 'string') throw new TypeError('refused below');
      checked.set(key, value);
    } catch {
      // The value, which may be secret, would be in the message.
      throw new TypeError(`The header ${JSON.stringify(key)} cannot be sent: its name or its value is malformed.`);
    }
  }
  return checked;
}
