import type { Observable } from 'rxjs';
import type { PackedMessage } from '../core/model/packed-message.js';
import { StatusCode } from '../core/model/status-code.js';
import type { Status } from '../core/model/status.js';

/**
 * A message of an operation as a test writes it: an `OperationMessage` whose name may be left out, and whose response
 * and metadata may be values, to be packed as `responseType` and `metadataType`.
 */
export interface ScriptedMessage<R = PackedMessage, M = PackedMessage> {
  /** Defaults to the name that the script is under. */
  readonly name?: string | undefined;
  readonly done: boolean;
  readonly metadata?: M | undefined;
  readonly error?: Status | undefined;
  readonly response?: R | undefined;
}

/**
 * What one poll gets.
 *
 * - A message, such as `running()` and its like make.
 * - A status code: the call fails with it. An error: the call fails with that one, an `RpcError` with details, say.
 * - An Observable of messages, such as a cold one of a `TestScheduler`, for an answer that takes its time or never comes.
 */
export type ScriptedAnswer<R = PackedMessage, M = PackedMessage> =
  Message<R, M> | Exclude<StatusCode, typeof StatusCode.OK> | Error | Observable<Message<R, M>>;

/** Whatever the types, a value may be packed already. */
type Message<R, M> = ScriptedMessage<R | PackedMessage, M | PackedMessage>;

/** The operation goes on. */
export function running<M = never>(metadata?: M): ScriptedMessage<never, M> {
  return { done: false, metadata };
}

/** The operation ended well; without a response, as servers that send none. */
export function succeeded<R = never, M = never>(response?: R, metadata?: M): ScriptedMessage<R, M> {
  return { done: true, response, metadata };
}

/**
 * The operation failed. For details of the error, write the message itself: `{ done: true, error }`.
 *
 * @param code a `StatusCode`.
 */
export function failed<M = never>(code: number, message = 'as scripted', metadata?: M): ScriptedMessage<never, M> {
  return { done: true, error: { code, message, details: [] }, metadata };
}

/** The operation was cancelled: it failed with the code `CANCELLED`. */
export function cancelled<M = never>(metadata?: M): ScriptedMessage<never, M> {
  return failed(StatusCode.CANCELLED, 'the operation was cancelled', metadata);
}
