import type { Observable } from 'rxjs';
import { lastValueFrom, materialize, toArray } from 'rxjs';
import type { OperationMessage, PackedMessage } from '../../src/index.js';
import { isRpcError, statusCodeName } from '../../src/index.js';
import { ACCEPTED, hold } from './fuzz-runs.js';

/** No message of an error may have it. */
export const SECRET = 'hunter2';

/**
 * How a call ended: `accepted`, or the name of the code of its error.
 *
 * @throws Error unless it is one value and the end, or one RpcError that is fit for people.
 */
export async function checkedEnd(call$: Observable<unknown>, isOperation: boolean): Promise<string> {
  const told = await lastValueFrom(call$.pipe(materialize(), toArray()));
  hold('one value and the end, or one error', /^(NC|E)$/.test(told.map(({ kind }) => kind).join('')));
  const [first] = told;
  if (first?.kind === 'N') {
    if (isOperation) checkOperation(first.value);
    return ACCEPTED;
  }
  const error: unknown = first && 'error' in first ? first.error : undefined;
  if (!isRpcError(error)) throw new Error('the error is no RpcError', { cause: error });
  const { code, retryDelay = 0, message, details } = error;
  hold('the code is one of an error', Number.isInteger(code) && code > 0 && code <= 16);
  hold('the hint is a delay', Number.isFinite(retryDelay) && retryDelay >= 0);
  hold('the message is short', message.length < 1_200);
  hold('the message keeps secrets', !message.includes(SECRET));
  hold('the details are a list', Array.isArray(details));
  return statusCodeName(code);
}

/** @throws Error unless every field is of the type that the model says. */
export function checkOperation(value: unknown): void {
  const { name, done, metadata, error, response, retryDelay = 0 } = value as OperationMessage;
  hold('the value is an operation', typeof name === 'string' && typeof done === 'boolean');
  hold('the hint is a delay', Number.isFinite(retryDelay) && retryDelay >= 0);
  if (metadata) checkPacked(metadata);
  if (response) checkPacked(response);
  if (!error) return;
  hold('the error is a status', Number.isInteger(error.code) && typeof error.message === 'string');
  for (const { typeName, packed } of error.details) {
    hold('the detail has a type', typeof typeName === 'string');
    checkPacked(packed);
  }
}

function checkPacked(packed: PackedMessage): void {
  const isRead = 'json' in packed || packed.value instanceof Uint8Array;
  hold('what is packed has a type and content', typeof packed.typeUrl === 'string' && isRead);
}
