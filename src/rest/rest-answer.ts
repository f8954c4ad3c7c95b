import { messageOf } from '../core/model/message-of.js';
import { RpcError } from '../core/model/rpc-error.js';
import { StatusCode } from '../core/model/status-code.js';
import { detailsOf } from '../core/model/status-of.js';
import type { JsonObject } from './from-rest-json.js';
import { isJsonObject } from './from-rest-json.js';
import type { RestCall } from './rest-call.js';
import type { RestClientSettings } from './rest-client-options.js';
import type { RestStatus } from './rest-status.js';
import { restStatus } from './rest-status.js';
import { retryDelayOf } from './retry-delay.js';

/** What came over HTTP. */
export interface RestAnswer {
  readonly response: Response;
  /** The whole body; absent when it is longer than is read. */
  readonly text: string | undefined;
}

/**
 * What a call gives.
 *
 * @throws RpcError when the answer is no success, or not what was asked for.
 */
export function readAnswer<T>(answer: RestAnswer, call: RestCall<T>, { detailTypeNamed }: RestClientSettings): T {
  const { ok, status, headers } = answer.response;
  let body: JsonObject = {};
  let found = `HTTP ${status}`;
  let isOfOtherApi = false;
  try {
    body = jsonOf(answer, call.whenEmpty);
    if (ok) return call.read(body, detailTypeNamed, headers);
  } catch (error) {
    // A SyntaxError tells what came in the place of JSON.
    isOfOtherApi = !(error instanceof SyntaxError);
    found += `${isOfOtherApi ? ':' : ' with'} ${messageOf(error)}`;
  }
  const said = isOfOtherApi
    ? OF_OTHER_API
    : ok && answer.text === undefined
      ? TOO_LONG
      : restStatus(status, ok ? {} : body, call.isWait);
  const details = detailsOf(said.details, detailTypeNamed);
  throw new RpcError({
    ...said,
    call: call.label,
    message: said.message ?? found,
    details,
    headers: Object.fromEntries(headers),
    retryDelay: retryDelayOf(details, headers),
  });
}

/** What serves JSON of another shape is another API, which it will be at the next call, too. */
const OF_OTHER_API: RestStatus = { code: StatusCode.INTERNAL, origin: 'server' };

const TOO_LONG: RestStatus = { code: StatusCode.RESOURCE_EXHAUSTED, origin: 'caller' };

/**
 * The JSON of an answer.
 *
 * @throws SyntaxError that says what is there instead: never the page of a proxy itself.
 */
function jsonOf({ response, text }: RestAnswer, whenEmpty: string): JsonObject {
  if (text === undefined) throw new SyntaxError('more bytes than maxResponseBytes');
  let json: unknown;
  try {
    json = JSON.parse(text || whenEmpty);
  } catch {
    const [type] = /^[-+.\w/]{1,99}/.exec(response.headers.get('content-type') ?? '') ?? ['json'];
    if (response.type === 'opaqueredirect') throw new SyntaxError('a redirect, which is not followed');
    throw new SyntaxError(
      text === '' ? 'an empty body' : type.includes('json') ? 'malformed JSON' : `${type} instead of JSON`,
    );
  }
  // The errors of Google's streaming methods are in a list.
  if (!response.ok && Array.isArray(json)) json = json[0];
  if (isJsonObject(json)) return json;
  throw new SyntaxError('JSON that is no object');
}
