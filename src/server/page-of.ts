import type { ListOperationsPage, ListOperationsRequest } from '../core/client/operations-client.js';
import type { OperationMessage } from '../core/model/operation-message.js';
import { RpcError } from '../core/model/rpc-error.js';
import { StatusCode } from '../core/model/status-code.js';
import { messageBytes } from './message-bytes.js';
import { operationFilter } from './operation-filter.js';
import type { OrderedOperations } from './ordered-operations.js';
import type { ListOrder } from './store-options.js';

const DEFAULT_PAGE_SIZE = 100;
const MAX_PAGE_SIZE = 1_000;

/** What a page has at most, unless its first operation has more: in JSON it may grow to four times as much. */
const PAGE_BYTES = 1_048_576;

/** How long a page looks for, in operations and comparisons: some ms. What it has not seen by then is for the next one. */
const MOST_LOOKS = 50_000;

/** What can be listed. */
export interface Listable {
  readonly all: OrderedOperations;
  /** Those of them that have not ended. */
  readonly running: OrderedOperations;
  readonly order: ListOrder;
}

/**
 * One page of operations. It ends at its size, at its bytes, or when it has looked for long enough, and may be short, or
 * empty, with a token.
 *
 * A token names the last operation that its page looked at, and so stays right when others come and go.
 *
 * @throws RpcError `INVALID_ARGUMENT` for a token that is not of this list, a filter that is not understood, or a page
 *   size that is negative or no whole number.
 * @see https://google.aip.dev/158
 */
export function pageOf({ all, running, order }: Listable, request: ListOperationsRequest): ListOperationsPage {
  const { name, filter = '', pageSize, pageToken = '' } = request;
  const size = checkedSize(pageSize ?? 0);
  const { matches, isOfRunning, terms } = operationFilter(filter);
  const operations: OperationMessage[] = [];
  // Everything is in one collection, and in that of no name, which is how Google's servers list all.
  if (name !== 'operations' && name !== '') {
    if (pageToken !== '') throw foreignToken();
    return { operations, nextPageToken: '' };
  }
  const isNewestFirst = order === 'newest-first';
  const list = hashOf([order, name, filter]);
  let last = pageToken === '' ? (isNewestFirst ? Infinity : -1) : readToken(pageToken, list);
  const source = isOfRunning ? running : all;
  let bytes = 0;
  let looks = 0;
  for (const { sequence, message } of isNewestFirst ? source.before(last) : source.after(last)) {
    looks += 1 + terms;
    if (looks > MOST_LOOKS) return { operations, nextPageToken: writeToken(last, list) };
    if (matches(message)) {
      bytes += messageBytes(message);
      if (operations.length === size || (operations.length > 0 && bytes > PAGE_BYTES)) {
        return { operations, nextPageToken: writeToken(last, list) };
      }
      operations.push(message);
    }
    last = sequence;
  }
  return { operations, nextPageToken: '' };
}

function checkedSize(pageSize: number): number {
  if (Number.isInteger(pageSize) && pageSize >= 0) return Math.min(pageSize || DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE);
  throw new RpcError({
    code: StatusCode.INVALID_ARGUMENT,
    message: pageSize < 0 ? 'page_size must not be negative' : 'page_size must be a whole number',
  });
}

/** Tells lists apart, in few characters: tokens travel in URLs, where a filter may fill what room there is. */
function hashOf(list: readonly string[]): number {
  let hash = 0;
  for (const character of JSON.stringify(list)) hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) | 0;
  return hash;
}

function writeToken(last: number, list: number): string {
  return btoa(JSON.stringify([last, list]));
}

function readToken(token: string, list: number): number {
  try {
    const [last, ofList] = token.length <= LONGEST_TOKEN ? (JSON.parse(atob(token)) as unknown[]) : [];
    if (typeof last === 'number' && ofList === list) return last;
  } catch {
    // Not one of our tokens: refused below.
  }
  throw foreignToken();
}

/** Ours are shorter, and reading what is nested deep takes long. */
const LONGEST_TOKEN = 100;

function foreignToken(): RpcError {
  return new RpcError({
    code: StatusCode.INVALID_ARGUMENT,
    message: 'page_token is not one that this list gave for the same name and filter',
  });
}
