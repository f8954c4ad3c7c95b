import type { MessageType } from './message-type.js';
import { unpack } from './message-type.js';
import type { PackedMessage } from './packed-message.js';
import { typeNameOf } from './packed-message.js';

/**
 * A `google.rpc.Status`: why a call or an operation failed.
 *
 * @see https://google.aip.dev/193
 */
export interface Status {
  /** A `StatusCode`, or a number that is none where the server made one up. */
  readonly code: number;
  /** The server's own words, in English. */
  readonly message: string;
  readonly details: readonly StatusDetail[];
}

/** One detail of a status. None is dropped: one of unknown type, or that does not parse, has no `value`. */
export interface StatusDetail {
  /** The full name, for example `google.rpc.ErrorInfo`. */
  readonly typeName: string;
  readonly packed: PackedMessage;
  /** The detail unpacked, where the transport knows the type. */
  readonly value?: unknown;
}

/** Finds the message type of a full name, if it is known. */
export type FindType = (typeName: string) => MessageType<unknown> | undefined;

/**
 * A detail from its packed form, unpacked where the transport knows its type.
 *
 * @param findType a detail whose type it does not find, or that does not parse, stays packed.
 */
export function toStatusDetail(packed: PackedMessage, findType?: FindType): StatusDetail {
  const typeName = typeNameOf(packed);
  const type = findType?.(typeName);
  if (!type) return { typeName, packed };
  try {
    return { typeName, packed, value: unpack(packed, type) };
  } catch {
    return { typeName, packed };
  }
}

/**
 * The details of the well-known types that callers read most, by type name.
 *
 * @see https://github.com/googleapis/googleapis/blob/master/google/rpc/error_details.proto
 */
export interface KnownStatusDetails {
  'google.rpc.ErrorInfo': {
    readonly reason: string;
    readonly domain: string;
    readonly metadata: Readonly<Record<string, string>>;
  };
  'google.rpc.BadRequest': {
    readonly fieldViolations: readonly { readonly field: string; readonly description: string }[];
  };
  'google.rpc.ResourceInfo': {
    readonly resourceType: string;
    readonly resourceName: string;
    readonly owner: string;
    readonly description: string;
  };
  'google.rpc.LocalizedMessage': { readonly locale: string; readonly message: string };
}

/**
 * The first unpacked detail of a type, from an `RpcError`, an `OperationError` or a `Status`.
 *
 * @returns the detail, or `undefined` when there is none or it did not unpack.
 *
 * @example
 * ```ts
 * import { findDetail, pollOperation$ } from 'rxjs-longrunning';
 *
 * pollOperation$(client, 'operations/failing').subscribe((state) => {
 *   if (state.status === 'failed') console.log(findDetail(state.error, 'google.rpc.ErrorInfo')?.reason); // QUOTA
 * });
 * ```
 */
export function findDetail<N extends keyof KnownStatusDetails>(
  status: Pick<Status, 'details'>,
  typeName: N,
): KnownStatusDetails[N] | undefined;
export function findDetail(status: Pick<Status, 'details'>, typeName: string): unknown;
export function findDetail(status: Pick<Status, 'details'>, typeName: string): unknown {
  return status.details.find((detail) => detail.typeName === typeName && detail.value !== undefined)?.value;
}
