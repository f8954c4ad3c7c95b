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

/** Each operation of a store is compared with each term, and the tokens of pages repeat the filter. */
const LONGEST_FILTER = 4_096;

/** One comparison, and the AND or the end that follows it. Sticky: the filter is read once. */
const TERM = /\s*([a-z.]+)\s*(!=|=|:)\s*(?:"([^"]*)"|([^\s"=!:][^\s"]*))(\s+AND\s|\s*$)/y;

/**
 * What a filter lets through: comparisons of fields, joined by AND, such as `done = false AND metadata.type : "Digest"`.
 *
 * @throws RpcError `INVALID_ARGUMENT` naming the part that is not understood, or when it is too long.
 * @see https://google.aip.dev/160
 */
export function operationFilter(filter: string): (message: OperationMessage) => boolean {
  if (filter.length > LONGEST_FILTER) {
    throw new RpcError({
      code: StatusCode.INVALID_ARGUMENT,
      message: `the filter must have at most ${LONGEST_FILTER} characters, and has ${filter.length}`,
    });
  }
  if (filter.trim() === '') return () => true;
  const terms: ((message: OperationMessage) => boolean)[] = [];
  for (let at = 0, more = true; more; at = TERM.lastIndex) {
    TERM.lastIndex = at;
    const [, field = '', comparison = '', quoted, bare = '', end] = TERM.exec(filter) ?? [];
    const read = Object.hasOwn(fields, field) ? fields[field] : undefined;
    const compare = comparisons[comparison];
    if (!read || !compare) throw notUnderstood(filter.slice(at));
    terms.push((message) => compare(read(message), quoted ?? bare));
    more = end?.includes('AND') ?? false;
  }
  return (message) => terms.every((term) => term(message));
}

function notUnderstood(rest: string): RpcError {
  return new RpcError({
    code: StatusCode.INVALID_ARGUMENT,
    message:
      `the filter is not understood from ${JSON.stringify(rest.trim().slice(0, 100))} on: expected comparisons ` +
      `(= != :) of ${Object.keys(fields).join(', ')}, joined by AND`,
  });
}
