import type { FailureOrigin } from '../model/rpc-error.js';

/** What a platform says of a certificate that it does not trust, or that it has expired, or that it is another's. */
const UNTRUSTED = /certificate/i;

/** Whose word a failure is that no server sent, by what the platform says of it: this client may have hung up itself. */
export function lostOrRefused(why: string): FailureOrigin {
  return UNTRUSTED.test(why) ? 'caller' : 'connection';
}
