import type { Metadata } from '@grpc/grpc-js';
import { RpcError } from '../core/model/rpc-error.js';
import { StatusCode } from '../core/model/status-code.js';
import type { StatusDetail } from '../core/model/status.js';
import { findDetail } from '../core/model/status.js';
import { statusOf } from '../core/model/status-of.js';
import { durationToMs } from '../protobuf/duration.js';
import type { MessageTypes } from '../protobuf/message-types.js';
import type { WireDuration, WireStatus } from '../protobuf/wire.js';

/** The part of grpc-js' `ServiceError` that is read: a NestJS stub throws the same. */
interface ServiceErrorLike {
  readonly code?: unknown;
  readonly details?: unknown;
  readonly message?: unknown;
  readonly metadata?: unknown;
}

/**
 * The `RpcError` of what grpc-js failed with.
 *
 * @param label what was called, for the message.
 * @see https://github.com/googleapis/googleapis/blob/master/google/rpc/status.proto
 */
export function toRpcError(error: unknown, label: string, types: MessageTypes): RpcError {
  const { code, details, message, metadata } = (error ?? {}) as ServiceErrorLike;
  const sent = isMetadata(metadata) ? metadata : undefined;
  const statusDetails = detailsOf(sent?.get('grpc-status-details-bin')[0], types);
  const text = [details, message].find((words) => typeof words === 'string') ?? error;
  return new RpcError({
    call: label,
    code: typeof code === 'number' ? code : StatusCode.UNKNOWN,
    message: describe(code, String(text)),
    details: statusDetails,
    headers: textHeaders(sent?.getMap() ?? {}),
    retryDelay: retryDelayOf(statusDetails),
    // The error of a call is all in here, and what it keeps of the call is large; any other error explains itself.
    ...(typeof code === 'number' ? {} : { cause: error }),
  });
}

type MetadataLike = Pick<Metadata, 'get' | 'getMap'>;

/** Also that of another copy of grpc-js. */
function isMetadata(metadata: unknown): metadata is MetadataLike {
  const { get, getMap } = (metadata ?? {}) as Partial<MetadataLike>;
  return typeof get === 'function' && typeof getMap === 'function';
}

/** Our own cancel is never reported, as it comes from an unsubscribe; this one comes from the other side. */
function describe(code: unknown, said: string): string {
  // grpc-js announces a note of its resolver also where there is none.
  const text = said.replace(/\.? *Resolution note: $/, '');
  return code === StatusCode.CANCELLED ? `${text} (by the server or a proxy, not by this client)` : text;
}

function detailsOf(bytes: unknown, types: MessageTypes): readonly StatusDetail[] {
  if (!(bytes instanceof Uint8Array)) return [];
  try {
    return statusOf(types.get<WireStatus>('google.rpc.Status').fromBinary(bytes), types.find)?.details ?? [];
  } catch {
    // The code and the message stand without the details that a proxy garbled.
    return [];
  }
}

function retryDelayOf(details: readonly StatusDetail[]): number | undefined {
  const info = findDetail({ details }, 'google.rpc.RetryInfo') as
    { readonly retryDelay?: WireDuration | null } | undefined;
  return info?.retryDelay ? durationToMs(info.retryDelay) : undefined;
}

function textHeaders(map: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(map).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
