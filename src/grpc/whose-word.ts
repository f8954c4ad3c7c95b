import type { Metadata } from '@grpc/grpc-js';
import { lostOrRefused } from '../core/client/lost-or-refused.js';
import { isRefusedWait } from '../core/client/refused-wait.js';
import type { FailureOrigin } from '../core/model/rpc-error.js';
import { knownCode, StatusCode } from '../core/model/status-code.js';
import { LOST, NO_STATUS, REFUSED, TOO_LONG, TOO_LONG_TO_SEND } from './own-words.js';

/** The part of Metadata that is read: also that of another copy of grpc-js. */
export type MetadataLike = Pick<Metadata, 'get' | 'getMap'>;

/** A status that is no success. */
export interface FailedStatus {
  readonly code: number;
  readonly details: string;
  readonly metadata: MetadataLike | undefined;
}

/** Where a status is from. */
export interface StatusSource {
  /** Whether the server had begun to answer; `undefined` where that is not known. */
  readonly begun?: boolean | undefined;
  /** Of WaitOperation. */
  readonly isWait?: boolean | undefined;
}

/** What a failure is worth: whose word it is, its code, and the option to change when it is the caller's. */
export interface Word {
  readonly origin: FailureOrigin;
  readonly code: number;
  readonly option?: string;
}

/** Read as the length of a message, the second to the fifth byte of any text are above it: 150 MB. */
const TEXT = 0x09_00_00_00;

/**
 * Whose word a status is. The server's comes in trailers, with a code that is known. grpc-js makes one, without metadata,
 * of all else: no connection, a reset, half a message; and one of a page of HTML.
 *
 * @see https://github.com/grpc/grpc/blob/master/doc/http-grpc-status-mapping.md
 */
export function whoseWord(status: FailedStatus, { begun, isWait = false }: StatusSource): Word {
  const { code, details, metadata } = status;
  const httpStatus = Number(NO_STATUS.exec(details)?.[1]);
  if (isWait && isRefusedWait(httpStatus)) return { origin: 'server', code: StatusCode.UNIMPLEMENTED };
  const lost: Word = { origin: 'connection', code: StatusCode.UNAVAILABLE };
  if (NO_STATUS.test(details)) return lost;
  if (knownCode(code) !== code) return { origin: 'connection', code: StatusCode.UNKNOWN };
  if (Object.keys(metadata?.getMap() ?? {}).length > 0) return { origin: 'server', code };
  const tooLong = TOO_LONG.exec(details);
  if (tooLong) {
    const option = 'grpc.max_receive_message_length';
    return Number(tooLong[1]) > TEXT ? lost : { origin: 'caller', code, option };
  }
  if (TOO_LONG_TO_SEND.test(details)) return { origin: 'caller', code, option: 'grpc.max_send_message_length' };
  if (REFUSED.test(details)) return { origin: 'caller', code };
  if (code === StatusCode.UNAVAILABLE) return { origin: lostOrRefused(details), code };
  if (code === StatusCode.DEADLINE_EXCEEDED && LOST.test(details)) return { origin: 'connection', code };
  return begun === false || LOST.test(details) ? lost : { origin: 'server', code };
}
