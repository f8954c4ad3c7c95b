/**
 * The canonical status codes of gRPC, by name.
 *
 * @example
 * ```ts
 * import { getOperation$, isRpcError, StatusCode } from 'rxjs-longrunning';
 *
 * getOperation$(client, 'operations/expired').subscribe({
 *   error: (error) => console.log(isRpcError(error) && error.code === StatusCode.NOT_FOUND), // true
 * });
 * ```
 *
 * @see https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto
 */
export const StatusCode = {
  OK: 0,
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  OUT_OF_RANGE: 11,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
  UNAUTHENTICATED: 16,
} as const;

/** One of the canonical status codes. Fields that come off the wire are plain numbers: a server may send others. */
export type StatusCode = (typeof StatusCode)[keyof typeof StatusCode];

/** By code: the codes count from 0. */
const names = Object.keys(StatusCode);

/** The name of a status code, such as `NOT_FOUND`; `CODE_<n>` for a number that has none. */
export function statusCodeName(code: number): string {
  return names[code] ?? `CODE_${code}`;
}

/** The code itself, or `UNKNOWN` for a number that is no code: so gRPC has it. */
export function knownCode(code: number): StatusCode {
  return (Number.isInteger(code) && names[code] ? code : StatusCode.UNKNOWN) as StatusCode;
}
