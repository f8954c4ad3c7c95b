import type { Observable } from 'rxjs';
import { concatMap, defer, repeat, takeWhile, tap, throwIfEmpty } from 'rxjs';
import { COUNT, numberOption } from '../model/number-option.js';
import { operationMessageOf } from '../model/operation-message-of.js';
import type { OperationMessage } from '../model/operation-message.js';
import { RpcError } from '../model/rpc-error.js';
import { StatusCode } from '../model/status-code.js';
import type { CallOptions, ListOperationsRequest, OperationsClient } from './operations-client.js';

/**
 * Lists operations, page after page.
 *
 * Emits each operation, asks for a page only when the one before has been emitted, and completes after the last.
 * Unsubscribing, as `take(1)` does, asks for no further page. An empty page that is not the last is passed over.
 * Fails with an `RpcError`; a server that repeats a page token would never end, and is an `INTERNAL` one.
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
  client: OperationsClient,
  request: ListOperationsRequest,
  options?: CallOptions,
): Observable<OperationMessage> {
  if (typeof request?.name !== 'string') {
    throw new TypeError('listOperations$ expects the name of a collection, such as { name: "operations" }.');
  }
  if (request.pageSize !== undefined) numberOption('pageSize', request.pageSize, COUNT);
  return defer(() => {
    let pageToken = request.pageToken;
    const seen = new Set([pageToken]);
    // Not expand: it would ask for the next page even though take(1) had ended the list.
    return defer(() =>
      client.listOperations(pageToken === undefined ? request : { ...request, pageToken }, options),
    ).pipe(
      // Without a page there is no token either: repeat would ask for the same page for ever.
      throwIfEmpty(() => brokenList(request.name, 'the client completed without a page')),
      tap(({ nextPageToken }) => {
        if (nextPageToken !== '' && seen.has(nextPageToken)) {
          const token = JSON.stringify(nextPageToken);
          throw brokenList(request.name, `the server gave the page token ${token} twice; the list would never end`);
        }
        seen.add(nextPageToken);
        pageToken = nextPageToken;
      }),
      repeat(),
      takeWhile(({ nextPageToken }) => nextPageToken !== '', true),
      concatMap(({ operations }) => operations.map((operation) => operationMessageOf(operation))),
    );
  });
}

function brokenList(name: string, message: string): RpcError {
  return new RpcError({ call: `ListOperations of "${name}"`, code: StatusCode.INTERNAL, message });
}
