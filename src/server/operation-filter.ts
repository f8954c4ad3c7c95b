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

const TERM = /^\s*([a-z.]+)\s*(!=|=|:)\s*(?:"([^"]*)"|([^\s"]+))\s*$/;

/**
 * What a filter lets through: comparisons of fields, joined by AND, such as `done = false AND metadata.type : "Digest"`.
 *
 * @throws RpcError `INVALID_ARGUMENT` naming the part that is not understood.
 * @see https://google.aip.dev/160
 */
export function operationFilter(filter: string): (message: OperationMessage) => boolean {
  if (filter.trim() === '') return () => true;
  const terms = filter.split(/\sAND\s(?=(?:[^"]*"[^"]*")*[^"]*$)/).map(toTerm);
  return (message) => terms.every((term) => term(message));
}

function toTerm(text: string): (message: OperationMessage) => boolean {
  const [, field = '', comparison = '', quoted, bare] = TERM.exec(text) ?? [];
  const read = Object.hasOwn(fields, field) ? fields[field] : undefined;
  const compare = comparisons[comparison];
  const wanted = quoted ?? bare ?? '';
  if (read && compare) return (message) => compare(read(message), wanted);
  throw new RpcError({
    code: StatusCode.INVALID_ARGUMENT,
    message:
      `the filter ${JSON.stringify(text.trim())} is not understood: expected comparisons (= != :) of ` +
      `${Object.keys(fields).join(', ')}, joined by AND`,
  });
}
