import { NEVER } from 'rxjs';
import type { OperationsClient } from '../../src/index.js';

/** A client that never answers, but for the methods given. */
export function clientWith(answers: Partial<OperationsClient>): OperationsClient {
  return {
    getOperation: () => NEVER,
    listOperations: () => NEVER,
    waitOperation: () => NEVER,
    cancelOperation: () => NEVER,
    deleteOperation: () => NEVER,
    ...answers,
  };
}
