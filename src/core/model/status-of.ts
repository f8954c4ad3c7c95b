import { describe } from './describe.js';
import { packedMessageOf } from './packed-message-of.js';
import { StatusCode } from './status-code.js';
import type { FindType, Status, StatusDetail } from './status.js';
import { toStatusDetail } from './status.js';

interface StatusFields {
  /** A number; some servers and libraries have its digits or its name instead. */
  readonly code?: unknown;
  readonly message?: unknown;
  readonly details?: unknown;
  /** The type, in protobuf-es. */
  readonly $typeName?: unknown;
}

/**
 * The status of a `google.rpc.Status`, whichever library read it; `undefined` when there is none.
 *
 * An error that has content but no code is `UNKNOWN`, and not OK.
 *
 * @throws TypeError when it is not an object.
 */
export function statusOf(status: unknown, findType?: FindType): Status | undefined {
  if (status === undefined || status === null) return undefined;
  if (typeof status !== 'object')
    throw new TypeError(`expected an error {code, message}, but found ${describe(status)}`);
  if (isStatus(status)) return status;
  const { code, message, details, $typeName, ...others } = status as StatusFields;
  const read = detailsOf(details, findType);
  const hasContent = message || read.length > 0 || Object.keys(others).length > 0;
  return {
    code: codeOf(code) || (hasContent ? StatusCode.UNKNOWN : StatusCode.OK),
    message: typeof message === 'string' ? message : '',
    details: read,
  };
}

/** The details of a status; what is not a list has none. */
export function detailsOf(details: unknown, findType?: FindType): readonly StatusDetail[] {
  const list: readonly unknown[] = Array.isArray(details) ? details : [];
  return list.map((detail) => toDetail(detail, findType)).filter((detail) => detail !== undefined);
}

function codeOf(code: unknown): number {
  if (code === undefined || code === null) return StatusCode.OK;
  // An object cannot always be made into a string.
  if (typeof code !== 'number' && typeof code !== 'string') return StatusCode.UNKNOWN;
  const number = Number(code);
  if (Number.isInteger(number)) return number;
  return Object.hasOwn(StatusCode, String(code)) ? StatusCode[code as keyof typeof StatusCode] : StatusCode.UNKNOWN;
}

function toDetail(detail: unknown, findType: FindType | undefined): StatusDetail | undefined {
  if (isStatusDetail(detail)) return detail;
  const packed = packedMessageOf(detail);
  return packed && toStatusDetail(packed, findType);
}

/** Whether it is a status of this package already. */
export function isStatus(status: unknown): status is Status {
  if (typeof status !== 'object' || status === null) return false;
  const { code, message, details } = status as StatusFields;
  return (
    Number.isInteger(code) &&
    // And not that of another library, which has its name beside these, or is of a class.
    Object.keys(status).length === 3 &&
    Object.getPrototypeOf(status) === Object.prototype &&
    typeof message === 'string' &&
    Array.isArray(details) &&
    details.every(isStatusDetail)
  );
}

function isStatusDetail(detail: unknown): detail is StatusDetail {
  return typeof detail === 'object' && detail !== null && 'packed' in detail;
}
