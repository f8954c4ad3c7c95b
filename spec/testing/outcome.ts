import type { Observable } from 'rxjs';
import type { OperationMessage, OperationsClient } from '../../src/index.js';
import { isRpcError, statusCodeName } from '../../src/index.js';
import { NAME } from '../support/messages.js';

/** What a call that ends at once emitted, or its error. */
export function outcomeOf(call$: Observable<unknown>): unknown {
  let found: unknown;
  call$.subscribe({ next: (value) => (found = value), error: (error: unknown) => (found = error) });
  return found;
}

/** What a poll gave at once. */
export function outcome(client: OperationsClient, name = NAME): unknown {
  return outcomeOf(client.getOperation({ name }));
}

/** How some polls went, in a word each. */
export function outcomes(client: OperationsClient, polls: number): string[] {
  return Array.from({ length: polls }, () => {
    const found = outcome(client);
    if (isRpcError(found)) return statusCodeName(found.code);
    if (found instanceof Error) return found.message;
    const { done, error } = found as OperationMessage;
    if (error) return `done: ${statusCodeName(error.code)}`;
    return done ? 'succeeded' : 'running';
  });
}
