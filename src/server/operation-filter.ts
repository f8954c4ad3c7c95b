import type { OperationMessage } from '../core/model/operation-message.js';
import { typeNameOf } from '../core/model/packed-message.js';
import { RpcError } from '../core/model/rpc-error.js';
import { StatusCode } from '../core/model/status-code.js';

/** The text of the fields that can be filtered on; an absent field has none. */
const fields: Readonly<Record<string, (message: OperationMessage) => string | undefined>> = {
  name: ({ name }) => name,
  done: ({ done }) => String(done),
  'error.code': ({ error }) => error && String(error.code),
  'metadata.type': ({ metadata }) => metadata && typeNameOf(metadata),
  'response.type': ({ response }) => response && typeNameOf(response),
};

/** `=` is equal, `!=` is not, `:` contains. */
const comparisons: Readonly<Record<string, (found: string | undefined, wanted: string) => boolean>> = {
  '=': (found, wanted) => found === wanted,
  '!=': (found, wanted) => found !== wanted,
  ':': (found, wanted) => found?.includes(wanted) ?? false,
};

/** Each operation that a page looks at is compared with each term. */
const MOST_TERMS = 50;
const LONGEST_FILTER = 4_096;

/** One comparison, and the AND or the end that follows it. Sticky: the filter is read once. */
const TERM = /\s*([a-z.]+)\s*(!=|=|:)\s*(?:"([^"]*)"|([^\s"=!:][^\s"]*))(\s+AND\s|\s*$)/y;

/** A filter, understood. */
export interface OperationFilter {
  readonly matches: (message: OperationMessage) => boolean;
  /** Whether none that has ended can match. */
  readonly isOfRunning: boolean;
  /** How many comparisons it makes, for each operation. */
  readonly terms: number;
}

/**
 * What a filter lets through: comparisons of fields, joined by AND, such as `done = false AND metadata.type : "Digest"`.
 *
 * @throws RpcError `INVALID_ARGUMENT` naming the part that is not understood, or when it is too long.
 * @see https://google.aip.dev/160
 */
export function operationFilter(filter: string): OperationFilter {
  if (filter.length > LONGEST_FILTER) throw refused(`${LONGEST_FILTER} characters, and has ${filter.length}`);
  const terms: ((message: OperationMessage) => boolean)[] = [];
  let isOfRunning = false;
  for (let at = 0, more = filter.trim() !== ''; more; at = TERM.lastIndex) {
    if (terms.length === MOST_TERMS) throw refused(`${MOST_TERMS} comparisons, and has more`);
    TERM.lastIndex = at;
    const [, field = '', comparison = '', quoted, bare = '', end] = TERM.exec(filter) ?? [];
    const read = Object.hasOwn(fields, field) ? fields[field] : undefined;
    const compare = comparisons[comparison];
    if (!read || !compare) throw notUnderstood(filter.slice(at));
    const wanted = quoted ?? bare;
    terms.push((message) => compare(read(message), wanted));
    if (field === 'done') isOfRunning ||= !compare('true', wanted);
    more = end?.includes('AND') ?? false;
  }
  return { matches: (message) => terms.every((term) => term(message)), isOfRunning, terms: terms.length };
}

function refused(limit: string): RpcError {
  return new RpcError({ code: StatusCode.INVALID_ARGUMENT, message: `the filter must have at most ${limit}` });
}

function notUnderstood(rest: string): RpcError {
  return new RpcError({
    code: StatusCode.INVALID_ARGUMENT,
    message:
      `the filter is not understood from ${JSON.stringify(rest.trim().slice(0, 100))} on: expected comparisons ` +
      `(= != :) of ${Object.keys(fields).join(', ')}, joined by AND`,
  });
}
