import type { Observable } from 'rxjs';
import type { BoundedClient } from '../core/client/bounded-calls.js';
import { boundedCalls } from '../core/client/bounded-calls.js';
import type { CallOptions, ListOperationsRequest, OperationsClient } from '../core/client/operations-client.js';
import { pageSizeOption } from '../core/client/page-size.js';
import { NOT_NEGATIVE, numberOption } from '../core/model/number-option.js';
import type { OperationMessage } from '../core/model/operation-message.js';
import { operationMessageOf } from '../core/model/operation-message-of.js';
import { retryAfter } from '../core/model/retry-after.js';
import { withRetryHint } from '../core/model/retry-hint.js';
import { fromRestPage } from './from-rest-json.js';
import { encodedName, urlBelow } from './operation-path.js';
import { fetchCall$ } from './fetch-call.js';
import type { RestCall } from './rest-call.js';
import type { RestClientOptions, RestMethod } from './rest-client-options.js';
import { resolveRestClientOptions } from './rest-client-options.js';
import { toHeaders } from './rest-headers.js';

/**
 * Makes a client of a server that speaks the HTTP/JSON mapping of google.longrunning, in Node and in browsers.
 *
 * Each subscription is one `fetch`, which unsubscribing aborts. At most `maxCallsInFlight` are under way; the others wait
 * in line, in order, with no timeout running, and `callsWaiting$` says how many. It follows no redirect, so that no token goes elsewhere,
 * and nothing is cached. Cookies go to the origin of the page alone; pass a `fetch` of your own to change any of it.
 * Errors are `RpcError`s with their details unpacked, whether Google, a gateway or a proxy answers. Messages are packed
 * as JSON: `jsonMessageType` reads them. No routing header is sent, as the name is in the path, and browsers would ask the
 * server first, with a preflight for each call.
 *
 * @throws TypeError when the base URL, the version or a header cannot be used; RangeError when a number is out of its
 *   range. The methods throw a TypeError at once for a name that would lead out of its path.
 *
 * @example
 * A Google Cloud endpoint, with a token that is fresh for each call:
 * ```ts
 * import { pollOperation$ } from 'rxjs-longrunning';
 * import { jsonMessageType, restOperationsClient } from 'rxjs-longrunning/rest';
 *
 * const fromGoogle = (getAccessToken: () => Promise<string>) => {
 *   const client = restOperationsClient({
 *     baseUrl: 'https://speech.googleapis.com',
 *     headers: async () => ({ authorization: `Bearer ${await getAccessToken()}` }),
 *   });
 *   const responseType = jsonMessageType<{ totalBilledTime?: string }>(
 *     'google.cloud.speech.v1.LongRunningRecognizeResponse',
 *   );
 *   return pollOperation$(client, 'operations/123', { responseType });
 * };
 * ```
 *
 * @see https://google.aip.dev/127
 */
export function restOperationsClient(options: RestClientOptions): BoundedClient {
  const settings = resolveRestClientOptions(options);
  const { base, origin, paths, cancelBody, bounds } = settings;

  const call$ = <T>(
    rpc: RestMethod,
    { name }: { readonly name: string },
    { headers, timeout }: CallOptions = {},
    { verb = '', query = '', ...call }: RestRequest<T>,
  ): Observable<T> => {
    if (timeout !== undefined) numberOption('timeout', timeout, NOT_NEGATIVE);
    toHeaders(headers);
    const path = paths[rpc]?.(encodedName(name)) ?? encodedName(name) + verb;
    return fetchCall$(settings, {
      body: undefined,
      whenEmpty: '',
      ...call,
      url: urlBelow(base, path, `paths.${rpc}`) + (query && `?${query}`),
      headers,
      timeout,
      label: `${rpc.charAt(0).toUpperCase()}${rpc.slice(1)} of "${name}" at ${origin}`,
      isWait: rpc === 'waitOperation',
    });
  };

  const client: OperationsClient = {
    getOperation: (request, options) => call$('getOperation', request, options, { method: 'GET', read: readOperation }),
    listOperations: (request, options) =>
      call$('listOperations', request, options, { method: 'GET', query: queryOf(request), read: fromRestPage }),
    waitOperation: (request, options) => {
      const { timeout } = request;
      const body = JSON.stringify(timeout === undefined ? {} : { timeout: `${(timeout / 1_000).toFixed(3)}s` });
      return call$('waitOperation', request, options, { method: 'POST', verb: ':wait', body, read: readOperation });
    },
    cancelOperation: (request, options) =>
      call$('cancelOperation', request, options, { method: 'POST', verb: ':cancel', body: cancelBody, ...NOTHING }),
    deleteOperation: (request, options) => call$('deleteOperation', request, options, { method: 'DELETE', ...NOTHING }),
  };
  return boundedCalls(client, bounds);
}

/** What a method asks for, and what reads the answer. */
interface RestRequest<T> extends Pick<RestCall<T>, 'method' | 'read'> {
  readonly verb?: string;
  readonly query?: string;
  readonly body?: string | undefined;
  readonly whenEmpty?: string;
}

/** An operation, with what the answer that it came in says of the next one. */
const readOperation: RestCall<OperationMessage>['read'] = (body, detailTypeNamed, headers) =>
  withRetryHint(operationMessageOf(body, detailTypeNamed), retryAfter(headers));

/** Of methods whose answer is google.protobuf.Empty, for which some servers send no body. */
const NOTHING = { whenEmpty: '{}', read: () => undefined };

/** Only what is set: for what is not, the server chooses. */
function queryOf({ filter, pageSize, pageToken }: ListOperationsRequest): string {
  const set = Object.entries({ filter, pageSize: pageSizeOption(pageSize), pageToken }).filter((entry) => entry[1]);
  // Of a blank in a query, servers that transcode read %20, and not all of them its other form, "+".
  return new URLSearchParams(set as string[][]).toString().replaceAll('+', '%20');
}
