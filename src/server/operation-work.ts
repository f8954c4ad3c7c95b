import type { ObservableInput } from 'rxjs';
import type { MessageType } from '../core/model/message-type.js';
import { pack } from '../core/model/message-type.js';
import type { PackedMessage } from '../core/model/packed-message.js';

/** What work tells of itself: progress, as often as it likes, or its response, once and last. */
export type WorkUpdate<R, M> = { readonly metadata: M } | { readonly response: R };

/**
 * Work that is served as an operation. Cancelling the operation unsubscribes from it.
 *
 * What becomes of an error of it:
 *
 * - An `RpcError` becomes the operation's error as it is, and so does an `OperationError`, of an operation that the work
 *   waited for: its code, the words of its server, and its details.
 * - A `TimeoutError`, as RxJS' `timeout` and `AbortSignal.timeout` make it, and a `PollTimeoutError` become
 *   `DEADLINE_EXCEEDED`.
 * - An `AbortError` becomes `ABORTED`. It is not `CANCELLED`, as nobody has cancelled the operation.
 * - Any other becomes `INTERNAL`: also a `PollError`, which says how this server gets along with another.
 *
 * All but the first are without their message, which may hold what is not for clients: `onWorkError` is told of them.
 */
export type OperationWork<R, M> = ObservableInput<WorkUpdate<R, M>>;

/** What packs the updates of work. */
export interface WorkTypes<R, M> {
  readonly responseType: MessageType<R>;
  readonly metadataType: MessageType<M>;
}

/**
 * What work told, packed.
 *
 * @throws TypeError when it is no update, or when its type cannot pack it.
 */
export function packUpdate<R, M>(
  update: WorkUpdate<R, M>,
  { responseType, metadataType }: WorkTypes<R, M>,
): WorkUpdate<PackedMessage, PackedMessage> {
  return 'metadata' in update
    ? { metadata: packBytes(update.metadata, metadataType) }
    : { response: packBytes(update.response, responseType) };
}

function packBytes<T>(message: T, type: MessageType<T>): PackedMessage {
  const packed = pack(message, type);
  if (ArrayBuffer.isView(packed.value)) return packed;
  throw new TypeError(`The toBinary of ${type.typeName} gave no bytes.`);
}
