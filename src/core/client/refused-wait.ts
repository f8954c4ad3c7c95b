/**
 * Whether the HTTP status of an answer that is not the API's says that a wait will not be served: a proxy, or a server
 * that cannot wait, knows no such path. Any other call with that answer would be tried again.
 */
export function isRefusedWait(httpStatus: number): boolean {
  return /^(4(?!01|08|25|29)..|501)$/.test(String(httpStatus));
}
