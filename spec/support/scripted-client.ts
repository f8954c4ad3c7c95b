import type { Observable } from 'rxjs';
import type { OperationsMethod } from '../../src/core/client/operations-client.js';
import type { ResultOf } from '../../src/testing/recorded-client.js';
import { RecordedClient } from '../../src/testing/recorded-client.js';

export type { ScriptedCall as RecordedCall } from '../../src/testing/recorded-client.js';

/** The answers to the calls of each method, first come, first served. */
export type Script = { readonly [K in OperationsMethod]?: readonly Observable<ResultOf<K>>[] };

/**
 * A client that answers by method, whatever the operation, for specs of what becomes of each call. Where the story of
 * an operation is told, `scriptedOperations` is shorter.
 */
export class ScriptedClient extends RecordedClient {
  /** @param now the clock of the records; without one they are all made at 0. */
  constructor(script: Script = {}, now: () => number = () => 0) {
    const taken: Partial<Record<OperationsMethod, number>> = {};
    super(
      (method) => {
        const turn = taken[method] ?? 0;
        taken[method] = turn + 1;
        const answer = script[method]?.[turn];
        if (!answer) throw new Error(`nothing is scripted for call ${turn + 1} of ${method}`);
        return answer;
      },
      { now },
    );
  }

  /** The names that GetOperation was called with, in order. */
  get polledNames(): string[] {
    return this.calls.filter(({ method }) => method === 'getOperation').map(({ request }) => request.name);
  }

  /** The methods that were called, in order. */
  get methods(): OperationsMethod[] {
    return this.calls.map(({ method }) => method);
  }
}
