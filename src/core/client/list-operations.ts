import type { Observable } from 'rxjs';
import { concatMap, defer, queueScheduler, repeat, retry, scheduled, takeWhile, tap, throwIfEmpty } from 'rxjs';
import { COUNT, numberOption } from '../model/number-option.js';
import { operationMessageOf } from '../model/operation-message-of.js';
import type { OperationMessage } from '../model/operation-message.js';
import { isRpcError, RpcError } from '../model/rpc-error.js';
import { StatusCode } from '../model/status-code.js';
import type { CallOptions, ListOperationsRequest, OperationsClient } from './operations-client.js';

/**
 * Lists operations, page after page.
 *
 * Emits each operation, asks for a page only when the one before has been emitted, and completes after the last.
 * Unsubscribing, as `take(1)` does, asks for no further page. An empty page that is not the last is passed over. A page
 * above the size limit of the client (`maxResponseBytes`, `grpc.max_receive_message_length`, `readMaxBytes`) is asked for
 * again, half as large, down to one operation; the rest of the list stays at that size.
 *
 * Fails with an `RpcError`: `RESOURCE_EXHAUSTED` where a single operation is above that limit, and `INTERNAL` where the list
 * would never end, as the server repeats a page token, or sends more than 10,000 empty pages in a row.
 *
 * @throws TypeError at once, when `name` is not a string; RangeError when `pageSize` is not a whole number.
 *
 * @example
 * ```ts
 * import { listOperations$ } from 'rxjs-longrunning';
 * import { take } from 'rxjs';
 *
 * listOperations$(client, { name: 'operations', pageSize: 100 })
 *   .pipe(take(250))
 *   .subscribe(({ name, done }) => console.log(name, done));
 * ```
 */
export function listOperations$(
  client: Pick<OperationsClient, 'listOperations'>,
  request: ListOperationsRequest,
  options?: CallOptions,
): Observable<OperationMessage> {
  if (typeof request?.name !== 'string') {
    throw new TypeError('listOperations$ expects the name of a collection, such as { name: "operations" }.');
  }
  if (request.pageSize !== undefined) numberOption('pageSize', request.pageSize, COUNT);
  return defer(() => {
    let { pageToken, pageSize } = request;
    let emptyPages = 0;
    let last = '';
    const isEndless = repetition(pageToken);
    // Not expand: it would ask for the next page even though take(1) had ended the list.
    return defer(() => client.listOperations(pageRequest(request, pageToken, pageSize), options)).pipe(
      // Smaller for the rest of the list, too.
      retry({
        delay: (error: unknown) => {
          pageSize = smallerPage(error, pageSize, { name: request.name, last });
          return [0];
        },
      }),
      // Without a page there is no token either: repeat would ask for the same page for ever.
      throwIfEmpty(() => brokenList(request.name, 'the client completed without a page')),
      tap(({ operations, nextPageToken }) => {
        if (nextPageToken !== '' && isEndless(nextPageToken)) {
          const token = JSON.stringify(nextPageToken.slice(0, 100));
          throw brokenList(request.name, `the server gave the page token ${token} twice; the list would never end`);
        }
        emptyPages = operations.length === 0 ? emptyPages + 1 : 0;
        if (emptyPages > MOST_EMPTY_PAGES) {
          throw brokenList(request.name, `the server gave more than ${MOST_EMPTY_PAGES} empty pages in a row`);
        }
        pageToken = nextPageToken;
      }),
      // Pages that are answered at once follow each other, rather than nest.
      repeat({ delay: () => scheduled([0], queueScheduler) }),
      takeWhile(({ nextPageToken }) => nextPageToken !== '', true),
      concatMap(({ operations }) => operations.map((operation) => operationMessageOf(operation))),
      tap(({ name }) => (last = name)),
    );
  });
}

/** How many pages in a row may be empty: a filter may pass over that many, and nothing ends a list that has no others. */
const MOST_EMPTY_PAGES = 10_000;

/** What a page is taken to hold where its size is the server's choice. */
const USUAL_PAGE_SIZE = 100;

/**
 * Half a page, where one was more than this client reads.
 *
 * @throws the error, where it is another, or where a page of a single operation is too large.
 */
function smallerPage(error: unknown, pageSize = 0, list: { name: string; last: string }): number {
  const isTooLarge = isRpcError(error) && error.code === StatusCode.RESOURCE_EXHAUSTED && error.origin === 'caller';
  if (!isTooLarge) throw error;
  // 0, too, is the choice of the server.
  const size = pageSize > 0 ? pageSize : 2 * USUAL_PAGE_SIZE;
  if (size > 1) return Math.floor(size / 2);
  const which = list.last === '' ? 'the first operation' : `the operation after ${JSON.stringify(list.last)}`;
  const message = `no page is small enough, not even one of ${which} alone: ${error.statusMessage}`;
  const { code, origin } = error;
  throw new RpcError({ call: `ListOperations of "${list.name}"`, code, origin, message, cause: error });
}

function pageRequest(
  request: ListOperationsRequest,
  pageToken: string | undefined,
  pageSize: number | undefined,
): ListOperationsRequest {
  const isSame = pageToken === request.pageToken && pageSize === request.pageSize;
  return isSame ? request : { ...request, ...(pageToken && { pageToken }), ...(pageSize && { pageSize }) };
}

/**
 * Tells whether tokens repeat, by one of them that is kept, ever later: a server may send any number of them, of any
 * length.
 *
 * @see https://en.wikipedia.org/wiki/Cycle_detection#Brent's_algorithm
 */
function repetition(first: string | undefined): (token: string) => boolean {
  let kept = first;
  let steps = 0;
  let limit = 1;
  return (token) => {
    if (token === kept) return true;
    if (++steps === limit) {
      kept = token;
      steps = 0;
      limit *= 2;
    }
    return false;
  };
}

function brokenList(name: string, message: string): RpcError {
  return new RpcError({ call: `ListOperations of "${name}"`, code: StatusCode.INTERNAL, message });
}
