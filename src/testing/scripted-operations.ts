import type { Observable, SchedulerLike } from 'rxjs';
import { asyncScheduler, defer, of, switchMap, timer } from 'rxjs';
import type { OperationsClient, OperationsMethod } from '../core/client/operations-client.js';
import { NOT_NEGATIVE, numberOption } from '../core/model/number-option.js';
import { operationName } from '../core/model/operation-name.js';
import type { OperationTypes } from '../core/model/operation-state.js';
import type { PackedMessage } from '../core/model/packed-message.js';
import { RpcError } from '../core/model/rpc-error.js';
import { StatusCode } from '../core/model/status-code.js';
import type { RequestOf, ResultOf, ScriptedCall } from './recorded-client.js';
import { RecordedClient } from './recorded-client.js';
import { ScriptedOperation } from './scripted-operation.js';
import type { OperationScript, ScriptValues } from './shorthand.js';
import { answersOf } from './shorthand.js';

/** How the scripted client answers, and what it packs scripted values as. */
export interface ScriptedOperationsOptions<R = PackedMessage, M = PackedMessage> extends OperationTypes<R, M> {
  /** What characters of the scripts stand for, in addition to `r`, `s`, `f`, `c` and `u`, or instead of them. */
  readonly values?: ScriptValues<NoInfer<R>, NoInfer<M>> | undefined;
  /**
   * Time that each call takes, in ms, before the time that an Observable among the answers takes. The answer is chosen
   * at its end: a call that is unsubscribed before takes none. Defaults to 0, which is to answer synchronously.
   */
  readonly latency?: number | undefined;
  /** Whether an operation that is asked to cancel does so. With `false`, its script goes on. Defaults to `true`. */
  readonly cancels?: boolean | undefined;
  /** The methods that fail at each call, with a status code, such as `{ waitOperation: StatusCode.UNIMPLEMENTED }`. */
  readonly failing?: Readonly<Partial<Record<OperationsMethod, StatusCode>>> | undefined;
  /** The clock of the records, and where `latency` passes. Defaults to `asyncScheduler`, virtual in a `TestScheduler`. */
  readonly scheduler?: SchedulerLike | undefined;
}

/** A client without a network: it answers as scripted, and records every call and how it ended. */
export interface ScriptedOperations extends OperationsClient {
  /** Every call so far, in the order in which they were subscribed to. */
  readonly calls: readonly ScriptedCall[];
  /** How many calls are in flight. */
  readonly inFlight: number;
}

/**
 * A client that answers as scripted, for marble tests of what polls, waits for, cancels and deletes operations.
 *
 * - GetOperation and WaitOperation take one answer each from the script of the operation, first come, first served.
 *   When it is used up, an operation that is done answers so again; one that is not fails the call with an `Error` that
 *   says so.
 * - CancelOperation drops what is left of the script: the next poll finds the operation cancelled, with the metadata
 *   that it had last. One that is done already stays as it is, and so does each with the option `cancels: false`.
 * - DeleteOperation removes the operation. One that is removed, or that has no script, is `NOT_FOUND`.
 * - ListOperations gives one page, whatever it is asked for: of each operation what its next poll is going to be answered,
 *   of which it takes nothing. Where that is to fail, or is an Observable, it is what the last poll was answered.
 *
 * Clients are cold: each subscription is a call, in `calls` from then on.
 *
 * @param scripts by the name of the operation.
 * @throws TypeError at once, when a name is malformed, a character of a script unknown, or a value has no type to be
 *   packed as; RangeError for a negative `latency`.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from 'node:assert';
 * import { map } from 'rxjs';
 * import { TestScheduler } from 'rxjs/testing';
 * import { pollOperation$, StatusCode, type MessageType } from 'rxjs-longrunning';
 * import { running, scriptedOperations, succeeded } from 'rxjs-longrunning/testing';
 *
 * const text: MessageType<string> = {
 *   typeName: 'acme.v1.Text',
 *   fromBinary: (bytes) => new TextDecoder().decode(bytes),
 *   toBinary: (message) => new TextEncoder().encode(message),
 * };
 * const types = { responseType: text, metadataType: text };
 *
 * new TestScheduler(deepStrictEqual).run(({ expectObservable, flush }) => {
 *   const client = scriptedOperations(
 *     { 'operations/1': [running('half'), StatusCode.UNAVAILABLE, succeeded('painted')] },
 *     { ...types, latency: 20 },
 *   );
 *   const shown$ = pollOperation$(client, 'operations/1', { ...types, schedule: () => 1_000 }).pipe(
 *     map((state) => (state.status === 'succeeded' ? state.response : `${state.metadata}, ${state.poll.failures} lost`)),
 *   );
 *
 *   expectObservable(shown$).toBe('20ms a 1019ms b 1019ms (c|)', { a: 'half, 0 lost', b: 'half, 1 lost', c: 'painted' });
 *   flush();
 *   deepStrictEqual(client.calls.map((call) => call.startedAt), [0, 1_020, 2_040]);
 *   deepStrictEqual(client.inFlight, 0);
 * });
 * ```
 *
 * @example With a string for a script, and an answer that never comes
 * ```ts
 * import { scriptedOperations, succeeded } from 'rxjs-longrunning/testing';
 * import { NEVER } from 'rxjs';
 *
 * const packed = { typeUrl: 'type.googleapis.com/acme.v1.Text', json: 'painted' };
 * const client = scriptedOperations(
 *   { 'operations/1': 'rrurp', 'operations/2': 'rn' },
 *   { values: { p: succeeded(packed), n: NEVER } },
 * );
 * ```
 */
export function scriptedOperations<R = PackedMessage, M = PackedMessage>(
  scripts: Readonly<Record<string, OperationScript<NoInfer<R>, NoInfer<M>>>>,
  options: ScriptedOperationsOptions<R, M> = {},
): ScriptedOperations {
  const { values, cancels = true, failing = {}, scheduler = asyncScheduler } = options;
  const latency = numberOption('latency', options.latency ?? 0, NOT_NEGATIVE);
  const operations = new Map(
    Object.entries(scripts).map(([name, script]) => [
      operationName(name),
      new ScriptedOperation(name, answersOf(name, script, values), options),
    ]),
  );
  const known = (name: string, call: string): ScriptedOperation<R, M> => {
    const operation = operations.get(name);
    if (operation) return operation;
    throw new RpcError({ call, code: StatusCode.NOT_FOUND, message: 'it has no script, or was deleted' });
  };
  const server: Server = {
    getOperation: ({ name }, call) => known(name, call).poll$(call),
    waitOperation: ({ name }, call) => known(name, call).poll$(call),
    listOperations: () => of({ operations: Array.from(operations.values(), ({ state }) => state), nextPageToken: '' }),
    cancelOperation: ({ name }, call) => {
      const operation = known(name, call);
      if (cancels) operation.cancel();
      return of(undefined);
    },
    deleteOperation: ({ name }, call) => {
      known(name, call);
      operations.delete(name);
      return of(undefined);
    },
  };
  return new RecordedClient((method, request) => {
    const call = `${method.charAt(0).toUpperCase()}${method.slice(1)} of "${request.name}"`;
    const answer$ = defer(() => {
      const code = failing[method];
      if (code !== undefined) throw new RpcError({ call, code, message: 'as scripted' });
      return server[method](request, call);
    });
    return latency === 0 ? answer$ : timer(latency, scheduler).pipe(switchMap(() => answer$));
  }, scheduler);
}

/** What the methods answer; `call` is for the messages of errors. */
type Server = {
  readonly [K in OperationsMethod]: (request: RequestOf<K>, call: string) => Observable<ResultOf<K>>;
};
