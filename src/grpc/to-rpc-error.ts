import { RpcError } from '../core/model/rpc-error.js';
import { StatusCode } from '../core/model/status-code.js';
import type { StatusDetail } from '../core/model/status.js';
import { findDetail } from '../core/model/status.js';
import { durationToMs } from '../protobuf/duration.js';
import type { MessageTypes } from '../protobuf/message-types.js';
import { fromWireStatus } from '../protobuf/operation-wire.js';
import type { WireDuration, WireStatus } from '../protobuf/wire.js';

/** The part of grpc-js' `ServiceError` that is read: a NestJS stub throws the same. */
interface ServiceErrorLike {
  readonly code?: unknown;
  readonly details?: unknown;
  readonly message?: unknown;
  readonly metadata?: { get(key: string): readonly unknown[]; getMap(): Readonly<Record<string, unknown>> };
}

/**
 * The `RpcError` of what grpc-js failed with.
 *
 * @param label what was called, for the message.
 * @see https://github.com/googleapis/googleapis/blob/master/google/rpc/status.proto
 */
export function toRpcError(error: unknown, label: string, types: MessageTypes): RpcError {
  const { code, details, message, metadata } = (error ?? {}) as ServiceErrorLike;
  const statusDetails = detailsOf(metadata?.get('grpc-status-details-bin')[0], types);
  return new RpcError({
    call: label,
    code: typeof code === 'number' ? code : StatusCode.UNKNOWN,
    message: describe(code, String(details || message || error)),
    details: statusDetails,
    headers: textHeaders(metadata?.getMap() ?? {}),
    retryDelay: retryDelayOf(statusDetails),
  });
}

/** Our own cancel is never reported, as it comes from an unsubscribe; this one comes from the other side. */
function describe(code: unknown, text: string): string {
  return code === StatusCode.CANCELLED ? `${text} (reset by the server or a proxy, not by this client)` : text;
}

function detailsOf(bytes: unknown, types: MessageTypes): readonly StatusDetail[] {
  if (!(bytes instanceof Uint8Array)) return [];
  try {
    return fromWireStatus(types.get<WireStatus>('google.rpc.Status').fromBinary(bytes), types).details;
  } catch {
    // The code and the message stand without the details that a proxy garbled.
    return [];
  }
}

function retryDelayOf(details: readonly StatusDetail[]): number | undefined {
  const info = findDetail({ details }, 'google.rpc.RetryInfo') as { retryDelay?: WireDuration } | undefined;
  return info?.retryDelay && durationToMs(info.retryDelay);
}

function textHeaders(map: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(map).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
