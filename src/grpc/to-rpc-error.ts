import { retryAfter } from '../core/model/retry-after.js';
import { isRpcError, RpcError } from '../core/model/rpc-error.js';
import { StatusCode } from '../core/model/status-code.js';
import type { StatusDetail } from '../core/model/status.js';
import { findDetail } from '../core/model/status.js';
import { statusOf } from '../core/model/status-of.js';
import { durationToMs } from '../protobuf/duration.js';
import type { MessageTypes } from '../protobuf/message-types.js';
import type { WireDuration, WireStatus } from '../protobuf/wire.js';
import type { MetadataLike, StatusSource, Word } from './whose-word.js';
import { whoseWord } from './whose-word.js';

/** The part of grpc-js' `ServiceError` that is read: a NestJS stub throws the same. */
interface ServiceErrorLike {
  readonly code?: unknown;
  readonly details?: unknown;
  readonly message?: unknown;
  readonly metadata?: unknown;
}

/** What was called, and how far that went. */
export interface FailedCall extends StatusSource {
  /** For the message: `GetOperation of "operations/1"`. */
  readonly label: string;
  /** The types that details unpack to. */
  readonly types: MessageTypes;
}

/**
 * The `RpcError` of what grpc-js failed with, or of whatever else a stub did: what it is made of may ask others, which
 * are as easily lost.
 *
 * @see https://github.com/googleapis/googleapis/blob/master/google/rpc/status.proto
 */
export function toRpcError(error: unknown, call: FailedCall): RpcError {
  if (isRpcError(error)) return error;
  const { label, types } = call;
  const { code, details, message, metadata } = (error ?? {}) as ServiceErrorLike;
  const sent = isMetadata(metadata) ? metadata : undefined;
  const said = String([details, message].find((words) => typeof words === 'string') ?? error);
  // The error of a call is all in here, and what it keeps of the call is large; any other error explains itself.
  if (typeof code !== 'number') {
    const init = { call: label, code: StatusCode.UNAVAILABLE, origin: 'connection', message: said } as const;
    return new RpcError({ ...init, cause: error });
  }
  const word = whoseWord({ code, details: said, metadata: sent }, call);
  const statusDetails = detailsOf(sent, types);
  return new RpcError({
    call: label,
    code: word.code,
    origin: word.origin,
    // Longer ones are not meant for people; the last character may say that the server cut it.
    message: describe(word, said).slice(0, 1_001),
    details: statusDetails,
    headers: textHeaders(sent?.getMap() ?? {}),
    retryDelay: retryDelayOf(sent, statusDetails),
  });
}

/** How long the server asked to wait, in ms, in the trailers or in what it sent before them. */
export function retryHint(
  trailers: MetadataLike,
  initial: MetadataLike | undefined,
  types: MessageTypes,
): number | undefined {
  return retryDelayOf(trailers, detailsOf(trailers, types)) ?? retryDelayOf(initial, []);
}

/** Also that of another copy of grpc-js. */
function isMetadata(metadata: unknown): metadata is MetadataLike {
  const { get, getMap } = (metadata ?? {}) as Partial<MetadataLike>;
  return typeof get === 'function' && typeof getMap === 'function';
}

function describe({ origin, code, option }: Word, said: string): string {
  // grpc-js announces a note of its resolver also where there is none.
  const text = said.replace(/\.? *Resolution note: $/, '');
  if (option) return `${text}: raise '${option}' in channelOptions`;
  // Our own cancel is never reported, as it comes from an unsubscribe; this one comes from the other side.
  return code === StatusCode.CANCELLED && origin === 'server'
    ? `${text} (by the server or a proxy, not by this client)`
    : text;
}

function detailsOf(trailers: MetadataLike | undefined, types: MessageTypes): readonly StatusDetail[] {
  const bytes: unknown = trailers?.get('grpc-status-details-bin')[0];
  if (!(bytes instanceof Uint8Array)) return [];
  try {
    return statusOf(types.get<WireStatus>('google.rpc.Status').fromBinary(bytes), types.find)?.details ?? [];
  } catch {
    // The code and the message stand without the details that a proxy garbled.
    return [];
  }
}

function retryDelayOf(metadata: MetadataLike | undefined, details: readonly StatusDetail[]): number | undefined {
  const info = findDetail({ details }, 'google.rpc.RetryInfo') as
    { readonly retryDelay?: WireDuration | null } | undefined;
  if (info?.retryDelay) return durationToMs(info.retryDelay);
  return metadata && retryAfter({ get: (name) => metadata.get(name)[0]?.toString() ?? null });
}

function textHeaders(map: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(map).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
