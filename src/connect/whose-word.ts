import type { ConnectError } from '@connectrpc/connect';
import { Code } from '@connectrpc/connect';
import { lostOrRefused } from '../core/client/lost-or-refused.js';
import { isRefusedWait } from '../core/client/refused-wait.js';
import { isError } from '../core/model/is-error.js';
import type { FailureOrigin } from '../core/model/rpc-error.js';

/** What a failure is worth: whose word it is, its code, and the option to change when it is the caller's. */
export interface Word {
  readonly origin: FailureOrigin;
  readonly code: Code;
  readonly option?: string | undefined;
}

/** What transports say of an answer that is none of their protocol; it has headers all the same. */
const NO_WORD = /^(?:HTTP (\d+)$|unsupported |invalid grpc-status: $)/;

/** What they say of a status that has no code. */
const NO_CODE = 'invalid grpc-status';

/** What those of Node say of a message above the size limit, and of a text that is none. */
const TOO_LONG = /^message (?:size )?(?:(\d+) )?is larger than configured (readMaxBytes|writeMaxBytes)/;

/** What Node says of headers above its limit, in which gRPC-Web has the details of an error. */
const LONG_HEADERS = /headers? overflow/i;

/** What protobuf-es says of JSON that parses, and is of another shape. */
const OTHER_API = 'cannot decode field ';

/** Read as the length of a message, the second to the fifth byte of any text are above it: 150 MB. */
const TEXT = 0x09_00_00_00;

const HEADER_SIZE = '--max-http-header-size of Node';

/** Those of Node do not send a call to a server that is not that of their session, nor to what is no URL. */
const REFUSED = /^cannot make a request to |Invalid URL/;

/** No transport makes these up where no status came: an interceptor did, of its own accord. */
const DELIBERATE: readonly Code[] = [
  Code.NotFound,
  Code.AlreadyExists,
  Code.PermissionDenied,
  Code.FailedPrecondition,
  Code.OutOfRange,
  Code.DataLoss,
  Code.Unauthenticated,
];

/**
 * Whose word a failure is. The server's has headers, those of its answer, and no cause. All else a transport makes of what
 * the platform threw, of HTTP, or of half an answer.
 */
export function whoseWord(error: ConnectError, isWait: boolean): Word {
  const { code, rawMessage, cause, metadata } = error;
  const noWord = NO_WORD.exec(rawMessage);
  if (isWait && noWord && isRefusedWait(Number(noWord[1]))) return { origin: 'server', code: Code.Unimplemented };
  const isAnswer = cause === undefined && !metadata.keys().next().done;
  if (isAnswer && !noWord) {
    // Of what is no number, transports take the digits that it begins with.
    const isNumber = /^\d*$/.test(metadata.get('grpc-status') ?? '');
    const isCode = code in Code && isNumber && !rawMessage.startsWith(NO_CODE);
    return isCode ? { origin: 'server', code } : { origin: 'connection', code: Code.Unknown };
  }
  const [, bytes, option] = TOO_LONG.exec(rawMessage) ?? [];
  if (option && !(Number(bytes) > TEXT)) return { origin: 'caller', code, option: `${option} of the transport` };
  const why = reasons(error);
  // JSON of another shape is that of another API, which it will be at the next call, too.
  if (why.includes(OTHER_API)) return { origin: 'server', code: Code.Internal };
  if (LONG_HEADERS.test(why)) return { origin: 'caller', code: Code.ResourceExhausted, option: HEADER_SIZE };
  if (REFUSED.test(why)) return { origin: 'caller', code };
  const isOfInterceptor = cause === undefined && !noWord && !rawMessage.startsWith('http/2 ');
  if (isOfInterceptor && DELIBERATE.includes(code)) return { origin: 'server', code };
  return {
    origin: lostOrRefused(why),
    code: code === Code.DeadlineExceeded ? code : Code.Unavailable,
  };
}

/** What is said of an error, and of what it was caused by: in Node, fetch has the why there. */
export function reasons(error: ConnectError): string {
  const said = new Set([error.rawMessage]);
  let { cause } = error as Error;
  // A cause may lead back to itself.
  for (let depth = 0; depth < 5 && isError(cause); depth++) {
    const { message, code } = cause as Error & { readonly code?: unknown };
    said.add(message || String(code));
    ({ cause } = cause);
  }
  return [...said].join(': ');
}
