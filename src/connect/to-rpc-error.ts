import { create, toBinary } from '@bufbuild/protobuf';
import type { Duration } from '@bufbuild/protobuf/wkt';
import { durationMs } from '@bufbuild/protobuf/wkt';
import { Code, ConnectError } from '@connectrpc/connect';
import { messageOf } from '../core/model/message-of.js';
import type { PackedBinary } from '../core/model/packed-message.js';
import { retryAfter } from '../core/model/retry-after.js';
import { RpcError } from '../core/model/rpc-error.js';
import type { StatusDetail } from '../core/model/status.js';
import { findDetail, toStatusDetail } from '../core/model/status.js';
import type { FindType } from '../core/model/status.js';

/**
 * The `RpcError` of whatever a transport, or an interceptor in it, failed with.
 *
 * @param call what was called, for the message.
 */
export function toRpcError(reason: unknown, call: string, typeNamed: FindType): RpcError {
  const error = ConnectError.from(reason);
  const isLost = wasLost(error);
  const details = error.details.map((detail) => toStatusDetail(packedDetail(detail), typeNamed));
  return new RpcError({
    call,
    code: isLost ? Code.Unavailable : error.code,
    message: describe(error, isLost),
    details,
    headers: Object.fromEntries(error.metadata.entries()),
    retryDelay: retryDelayOf(details) ?? retryAfter(error.metadata),
    cause: error.cause,
  });
}

/**
 * Whether there was no answer, or one cut off: transports have other codes for it than gRPC.
 *
 * fetch has a TypeError for whatever went wrong on the way, and a SyntaxError for JSON that does not parse, as that of a
 * proxy; a transport makes `unknown` of both. Those of Node make `aborted` of a connection that was reset, and `internal`
 * of other errors of the system, which have a `syscall`, and of what HTTP/2 gave up. What a server says itself has no
 * cause.
 */
function wasLost({ code, rawMessage, cause }: ConnectError): boolean {
  // So HTTP/2 of Node ends the calls of a connection that broke, as if the server had cancelled them.
  if (code === Code.Canceled) return rawMessage.startsWith('http/2 stream closed');
  if (!(cause instanceof Error)) return false;
  if (code === Code.Unknown) return cause instanceof TypeError || cause instanceof SyntaxError;
  return code === Code.Aborted || 'syscall' in cause || GIVEN_UP.test(cause.message);
}

/** So Node tells of a connection that ended with an error, and of a call that a server which is closing did not begin. */
const GIVEN_UP = /^Session closed with error code|NGHTTP2_REFUSED_STREAM$/;

function describe({ code, rawMessage, cause }: ConnectError, isLost: boolean): string {
  // Our own cancel is never reported, as it comes from an unsubscribe.
  if (code === Code.Canceled && !isLost) return `${rawMessage} (by the server or a proxy, not by this client)`;
  // In Node, "fetch failed", and why is in its cause.
  const why = isLost && cause instanceof Error ? cause.cause : undefined;
  return why === undefined ? rawMessage : `${rawMessage}: ${messageOf(why)}`;
}

/** Details come off the wire packed; those of an interceptor, or of a server in this process, may not be. */
function packedDetail(detail: ConnectError['details'][number]): PackedBinary {
  const [typeName, value] =
    'desc' in detail
      ? [detail.desc.typeName, toBinary(detail.desc, create(detail.desc, detail.value))]
      : [detail.type, detail.value];
  return { typeUrl: `type.googleapis.com/${typeName}`, value };
}

function retryDelayOf(details: readonly StatusDetail[]): number | undefined {
  const info = findDetail({ details }, 'google.rpc.RetryInfo') as { readonly retryDelay?: Duration } | undefined;
  return info?.retryDelay && durationMs(info.retryDelay);
}
