import type { Observable, SchedulerLike } from 'rxjs';
import { defer, EMPTY, NEVER, of, switchMap, tap, throwError, timer } from 'rxjs';
import type { CallOptions, OperationMessage, OperationsClient } from '../../src/index.js';
import { StatusCode } from '../../src/index.js';
import type { PollingScript, ScriptedAnswer } from './arbitrary-polling.js';
import { failed, running, succeeded } from './messages.js';
import type { PollingEvent } from './polling-log.js';
import { denied, rpcError, unavailable } from './rpc-errors.js';

/** Where a script is played. */
export interface Stage {
  readonly scheduler: SchedulerLike;
  readonly record: (event: PollingEvent) => void;
}

/** A client that answers by a script, within the deadline of each call. */
export function playedClient(
  { answers, maxPendingWaits }: PollingScript,
  { scheduler, record }: Stage,
): { readonly client: OperationsClient; readonly rewind: () => void } {
  let calls = 0;
  const nextAnswer = (): ScriptedAnswer => answers[Math.min(calls, answers.length - 1)]!;

  const call = (name: string, options: CallOptions = {}, wait?: number): Observable<OperationMessage> => {
    const deadline = options.timeout!;
    const begin = (): void => {
      calls++;
      record({ kind: 'call', name, deadline, ...(wait === undefined ? {} : { wait }) });
    };
    if (nextAnswer().kind === 'throws') {
      begin();
      record({ kind: 'failure', refused: wait !== undefined });
      throw new Error('thrown');
    }
    return defer(() => {
      const answer = nextAnswer();
      begin();
      let open = true;
      const end = (event: PollingEvent): void => {
        if (open) record(event);
        open = false;
      };
      const isUnimplemented = answer.kind === 'unimplemented' && wait !== undefined;
      const takes = answer.latency + (wait === undefined || isUnimplemented ? 0 : Math.min(wait, answer.waits));
      const inTime = takes < deadline;
      // What may pass is a failed poll, unless it took long enough to be the cut of a proxy.
      const passes = answer.kind === 'unavailable' && (takes < 100 || answer.retryDelay !== undefined);
      const refused = wait !== undefined && !(inTime && passes);
      return after$(Math.min(takes, deadline), scheduler).pipe(
        switchMap(() => (inTime ? outcome(answer, calls, isUnimplemented) : throwError(exceeded))),
        tap({
          next: (message) => end({ kind: 'answer', name: message.name }),
          error: () => end({ kind: 'failure', refused }),
          complete: () => end({ kind: 'failure', refused }),
          unsubscribe: () => end({ kind: 'cancel' }),
        }),
      );
    });
  };

  const client: OperationsClient = {
    maxPendingWaits,
    getOperation: ({ name }, options) => call(name, options),
    waitOperation: ({ name, timeout }, options) => call(name, options, timeout),
    listOperations: () => NEVER,
    cancelOperation: () => NEVER,
    deleteOperation: () => NEVER,
  };
  return { client, rewind: () => (calls = 0) };
}

/** As `timer`, but at once for 0. */
export function after$(delay: number, scheduler: SchedulerLike): Observable<0> {
  return delay === 0 ? of(0) : timer(delay, scheduler);
}

const exceeded = () => rpcError(StatusCode.DEADLINE_EXCEEDED);

function outcome(
  { kind, retryDelay }: ScriptedAnswer,
  calls: number,
  isUnimplemented: boolean,
): Observable<OperationMessage> {
  switch (kind) {
    case 'running':
      return of(running());
    case 'progressing':
      return of(running(`call ${calls}`));
    case 'renamed':
      return of(running(undefined, `operations/renamed-by-call-${calls}`));
    case 'unimplemented':
      return isUnimplemented ? throwError(() => rpcError(StatusCode.UNIMPLEMENTED)) : of(running());
    case 'unavailable':
      return throwError(() => unavailable(retryDelay));
    case 'succeeded':
      return of(succeeded('hello', `call ${calls}`));
    case 'failed':
      return of(failed(StatusCode.INTERNAL, 'broken'));
    case 'cancelled':
      return of(failed(StatusCode.CANCELLED, 'cancelled'));
    case 'denied':
      return throwError(denied);
    case 'noRpcError':
    case 'throws':
      return throwError(() => new Error('no RpcError'));
    case 'empty':
      return EMPTY;
  }
}
