import { create, toBinary } from '@bufbuild/protobuf';
import type { Duration } from '@bufbuild/protobuf/wkt';
import { durationMs } from '@bufbuild/protobuf/wkt';
import { Code, ConnectError } from '@connectrpc/connect';
import type { PackedBinary } from '../core/model/packed-message.js';
import { retryAfter } from '../core/model/retry-after.js';
import { isRpcError, RpcError } from '../core/model/rpc-error.js';
import type { StatusDetail } from '../core/model/status.js';
import { findDetail, toStatusDetail } from '../core/model/status.js';
import type { FindType } from '../core/model/status.js';
import type { Word } from './whose-word.js';
import { reasons, whoseWord } from './whose-word.js';

/** What was called. */
export interface FailedCall {
  /** For the message: `GetOperation of "operations/1"`. */
  readonly label: string;
  /** The types that details of errors unpack to. */
  readonly typeNamed: FindType;
  /** Of WaitOperation. */
  readonly isWait: boolean;
}

/** The `RpcError` of whatever a transport, or an interceptor in it, failed with. */
export function toRpcError(reason: unknown, { label, typeNamed, isWait }: FailedCall): RpcError {
  const error = ConnectError.from(reason);
  if (isRpcError(error.cause)) return error.cause;
  const word = whoseWord(error, isWait);
  const details = error.details.map((detail) => toStatusDetail(packedDetail(detail), typeNamed));
  return new RpcError({
    call: label,
    code: word.code,
    origin: word.origin,
    // Longer ones are not meant for people; the last character may say that the server cut it.
    message: describe(error, word).slice(0, 1_001),
    details,
    headers: Object.fromEntries(error.metadata.entries()),
    retryDelay: retryDelayOf(details) ?? retryAfter(error.metadata),
    cause: error.cause,
  });
}

function describe(error: ConnectError, { origin, code, option }: Word): string {
  if (option) return `${reasons(error)}: raise ${option}`;
  // Our own cancel is never reported, as it comes from an unsubscribe.
  if (code === Code.Canceled) return `${error.rawMessage} (by the server or a proxy, not by this client)`;
  return origin === 'server' ? error.rawMessage : reasons(error);
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
