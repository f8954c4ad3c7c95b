import type { ListOperationsPage, ListOperationsRequest } from '../core/client/operations-client.js';
import { RpcError } from '../core/model/rpc-error.js';
import { StatusCode } from '../core/model/status-code.js';
import type { StoredOperation } from './stored-operation.js';

const DEFAULT_PAGE_SIZE = 100;
const MAX_PAGE_SIZE = 1_000;

/**
 * One page of operations, which are in the order of starting.
 *
 * A token names the last operation of its page, and so stays right when others come and go.
 *
 * @throws RpcError `INVALID_ARGUMENT` for a token that is not of this list, or a negative page size.
 * @see https://google.aip.dev/158
 */
export function pageOf(operations: readonly StoredOperation[], request: ListOperationsRequest): ListOperationsPage {
  const { pageSize = 0, pageToken = '' } = request;
  if (pageSize < 0)
    throw new RpcError({ code: StatusCode.INVALID_ARGUMENT, message: 'page_size must not be negative' });
  const size = Math.min(pageSize || DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE);
  const after = pageToken === '' ? -1 : readToken(pageToken, request);
  const rest = operations.filter(({ sequence }) => sequence > after);
  const page = rest.slice(0, size);
  const last = page.at(-1);
  return {
    operations: page.map(({ message }) => message),
    nextPageToken: last && rest.length > size ? writeToken(last.sequence, request) : '',
  };
}

function writeToken(after: number, { name, filter = '' }: ListOperationsRequest): string {
  return btoa(encodeURIComponent(JSON.stringify([after, name, filter])));
}

function readToken(token: string, { name, filter = '' }: ListOperationsRequest): number {
  try {
    const [after, ofName, ofFilter] = JSON.parse(decodeURIComponent(atob(token))) as unknown[];
    if (typeof after === 'number' && ofName === name && ofFilter === filter) return after;
  } catch {
    // Not one of our tokens: refused below.
  }
  throw new RpcError({
    code: StatusCode.INVALID_ARGUMENT,
    message: 'page_token is not one that this list gave for the same name and filter',
  });
}
