import type { MessageType } from './message-type.js';
import { reads, unpack } from './message-type.js';
import { OperationError, withLastState } from './operation-error.js';
import type { OperationMessage } from './operation-message.js';
import type { PackedMessage } from './packed-message.js';
import { typeNameOf } from './packed-message.js';
import type { RpcError } from './rpc-error.js';
import { StatusCode } from './status-code.js';
import type { UnpackError } from './unpack-error.js';
import { isUnpackError } from './unpack-error.js';

/** How the polling itself goes, apart from the operation. */
export interface PollInfo {
  /** How many polls were made so far, the failed ones included. */
  readonly attempt: number;
  /** How many of the latest polls failed in a row; 0 after one that did not. */
  readonly failures: number;
  /** How long the server asked to wait, in ms, where its latest answer had such a hint. */
  readonly retryDelay?: number;
  /** Why the latest poll failed; absent after one that did not. */
  readonly lastError?: RpcError;
  /** When the first of those polls failed, on the clock of the scheduler: by default as `Date.now()` has it. */
  readonly failingSince?: number;
  /** Time until the next poll, in ms, unless `pauseWhile` or `pollNow` have it otherwise; absent when there is none. */
  readonly nextDelay?: number;
}

interface StateBase<M> {
  /** What the server calls the operation, for example `operations/123`. */
  readonly name: string;
  /** Absent when the server sent none, or when it does not unpack. */
  readonly metadata?: M;
  /** Why the metadata does not unpack, with its packed form. */
  readonly metadataError?: UnpackError;
  /** What the server answered, still packed. */
  readonly message: OperationMessage;
  /** How the polling goes: counters, the last failure, and the next delay. */
  readonly poll: PollInfo;
}

/**
 * Nobody has answered for the operation yet: its name alone is known. It may run, have ended, or never have existed.
 *
 * Only failed polls show it, and only where polling began with a name.
 */
export interface UnknownState<M = unknown> extends StateBase<M> {
  readonly status: 'unknown';
  readonly done: false;
}

/** The operation goes on. */
export interface RunningState<M = unknown> extends StateBase<M> {
  readonly status: 'running';
  readonly done: false;
}

/** The operation ended well. */
export interface SucceededState<R = unknown, M = unknown> extends StateBase<M> {
  readonly status: 'succeeded';
  readonly done: true;
  /** The result; `undefined` when the server sent none, or `google.protobuf.Empty`. */
  readonly response: R;
}

/** The operation failed. */
export interface FailedState<M = unknown> extends StateBase<M> {
  readonly status: 'failed';
  readonly done: true;
  /** Why: code, message and details, as an error that can be thrown. */
  readonly error: OperationError;
}

/** The operation was cancelled: it failed with the code `CANCELLED`. */
export interface CancelledState<M = unknown> extends StateBase<M> {
  readonly status: 'cancelled';
  readonly done: true;
  readonly error: OperationError;
}

/** The state of an operation that has not ended, as far as is known. */
export type OngoingState<M = unknown> = UnknownState<M> | RunningState<M>;

/** What a server answered, unpacked. */
export type AnsweredState<R = unknown, M = unknown> =
  RunningState<M> | SucceededState<R, M> | FailedState<M> | CancelledState<M>;

/** What a poll showed: a union on `status`. */
export type OperationState<R = unknown, M = unknown> = UnknownState<M> | AnsweredState<R, M>;

/** The state of an operation that has ended. */
export type DoneState<R = unknown, M = unknown> = Exclude<OperationState<R, M>, { readonly done: false }>;

/** Whether a state is that of an operation that has ended, for `filter` and the like. */
export function isDoneState<R, M>(state: OperationState<R, M>): state is DoneState<R, M> {
  return state.done;
}

/**
 * Whether anybody has answered for the operation yet, for `filter` and the like.
 *
 * @example
 * ```ts
 * import { hasAnswer, pollOperation$ } from 'rxjs-longrunning';
 *
 * pollOperation$(client, 'operations/123').subscribe((state) =>
 *   console.log(hasAnswer(state) ? state.status : `no connection: ${state.poll.lastError?.statusMessage}`),
 * );
 * ```
 */
export function hasAnswer<R, M>(state: OperationState<R, M>): state is AnsweredState<R, M> {
  return state.status !== 'unknown';
}

/** The types that an operation's response and metadata unpack to; without one, they stay packed. */
export interface OperationTypes<R = PackedMessage, M = PackedMessage> {
  /** Of the response. Defaults to none: it stays packed. */
  readonly responseType?: MessageType<R> | undefined;
  /** Of the metadata. Defaults to none: it stays packed. */
  readonly metadataType?: MessageType<M> | undefined;
}

/**
 * The state that a message shows.
 *
 * Metadata that does not unpack is a `metadataError` of the state, as it must never end a wait.
 *
 * @throws UnpackError when the response does not unpack, or when a type does not read the encoding of the messages at all.
 */
export function operationState<R, M>(
  message: OperationMessage,
  types: OperationTypes<R, M>,
  poll: PollInfo,
): AnsweredState<R, M> {
  const { name, done, error } = message;
  const read = readMetadata(message, types.metadataType);
  if (!done) {
    // Spelled out, as this one is made at each poll, and spreading would be a tenth of its time.
    return read === undefined
      ? { status: 'running', done, name, message, poll }
      : { status: 'running', done, name, ...read, message, poll };
  }
  const base: StateBase<M> = { name, ...read, message, poll };
  // As in Go, an error that says OK is none.
  if (error && error.code !== StatusCode.OK) {
    const status = error.code === StatusCode.CANCELLED ? 'cancelled' : 'failed';
    return withLastState({ status, done, error: new OperationError(name, error), ...base });
  }
  // Nothing, where a response of type R was due, is what several APIs answer: success without a value.
  return { status: 'succeeded', done, response: unpackField(message, 'response', types.responseType) as R, ...base };
}

/**
 * The metadata of a message, or `undefined` when it carries none.
 *
 * @throws UnpackError when it does not unpack.
 */
export function unpackMetadata<M>(message: OperationMessage, type: MessageType<M> | undefined): M | undefined {
  return unpackField(message, 'metadata', type);
}

function readMetadata<M>(
  message: OperationMessage,
  type: MessageType<M> | undefined,
): Pick<StateBase<M>, 'metadata' | 'metadataError'> | undefined {
  const { metadata: packed } = message;
  try {
    const metadata = unpackMetadata(message, type);
    return metadata === undefined ? undefined : { metadata };
  } catch (error) {
    // A mistake of the program, which would be the same at each poll.
    if (!isUnpackError(error) || (type && packed && !reads(type, packed))) throw error;
    return { metadataError: error };
  }
}

const EMPTY_TYPE = 'google.protobuf.Empty';

function unpackField<T>(
  message: OperationMessage,
  field: 'metadata' | 'response',
  type: MessageType<T> | undefined,
): T | undefined {
  const packed = message[field];
  if (!packed) return undefined;
  if (typeNameOf(packed) === EMPTY_TYPE && (!type || type.typeName === EMPTY_TYPE)) return undefined;
  // Without a type, T is PackedMessage: the default of every public type parameter.
  return type ? unpack(packed, type, `${field} of "${message.name}"`) : (packed as T);
}
