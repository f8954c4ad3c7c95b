import type { Observable, OperatorFunction } from 'rxjs';
import { concat, concatMap, from, ignoreElements, mergeMap, of, pipe, queueScheduler, subscribeOn } from 'rxjs';
import type { OperationsClient } from '../src/core/client/operations-client.js';
import type { LostState } from '../src/core/model/lost-state.js';
import type { OperationMessage } from '../src/core/model/operation-message.js';
import { operationName } from '../src/core/model/operation-name.js';
import type { OperationState } from '../src/core/model/operation-state.js';
import type { PackedMessage } from '../src/core/model/packed-message.js';
import { isPollError } from '../src/core/model/poll-error.js';
import { StatusCode } from '../src/core/model/status-code.js';
import type { PollOptions } from '../src/core/polling/poll-options.js';
import type { OperationCheckpoints } from './checkpoint-operation.js';
import { checkpointOperation } from './checkpoint-operation.js';
import { pollUntilDone } from './poll-until-done.js';

/** How to poll the operations that were running. */
export interface ResumeOperationsOptions<
  R = PackedMessage,
  M = PackedMessage,
  L extends 'error' | 'emit' = 'error',
> extends PollOptions<R, M> {
  /** How many operations are polled at once, 1 or more; those above wait for their turn. Defaults to all. */
  readonly concurrency?: number | undefined;
  /**
   * What the end of a polling does that is no end of its operation, as in `pollUntilDone`. `'error'`, the default: it
   * errors the stream, unless the store has been told of it. `'emit'`: it is emitted as a `LostState`, in place of the
   * end of that operation, also if the store has been told.
   */
  readonly onLost?: L | undefined;
}

/**
 * From the names of operations that were running when a process ended, as its store has them, to all states of all of
 * them, each end stored before it goes on. Nothing is started.
 *
 * ```
 * names   (1 2 3|)
 * resumeOperations(client, store)
 * calls   ended(s), lost('3'), ended(f)
 * states  -r-s--r---(f|)
 *          1 2  1    1
 * ```
 *
 * Polls as `pollUntilDone` does, and stores as `checkpointOperation` does, with one more case: that the server does not
 * know an operation any more (`NOT_FOUND`) is told to `lost`, and is waited for likewise, and the others go on. The
 * stream then has no end of that operation, unless `onLost` is `'emit'`. Every other error of a polling errors the stream,
 * or is emitted, as `onLost` says; those of the store and of the source error it.
 *
 * A store that was left between the start of an operation and the storing of its name does not have it: such an input
 * is to be started again, with the same request id; see `checkpointOperation`.
 *
 * @param sink the store; its `started` is not called.
 * @throws RangeError at once, when an option is out of its range.
 *
 * @example
 * ```ts
 * import { checkpointOperation, pollUntilDone, resumeOperations } from 'rxjs-longrunning/operators';
 * import { from, merge } from 'rxjs';
 *
 * const running = new Set(['operations/1', 'operations/2']); // a table of your database
 * const store = {
 *   started: async (name: string) => running.add(name),
 *   ended: async ({ name }: { name: string }) => running.delete(name),
 *   lost: async (name: string) => running.delete(name),
 * };
 * const resumed$ = from([...running]).pipe(resumeOperations(client, store, { concurrency: 50 }));
 * const others$ = from(['operations/3']).pipe(
 *   checkpointOperation(store),
 *   pollUntilDone(client, { concurrency: 50 }),
 *   checkpointOperation(store),
 * );
 * merge(resumed$, others$).subscribe(({ name, status }) => console.log(name, status));
 * ```
 */
export function resumeOperations<R = PackedMessage, M = PackedMessage, L extends 'error' | 'emit' = 'error'>(
  client: OperationsClient,
  sink: OperationCheckpoints<NoInfer<R>, NoInfer<M>>,
  options?: ResumeOperationsOptions<R, M, L>,
): OperatorFunction<string | OperationMessage, OperationState<R, M> | (L extends 'emit' ? LostState<M> : never)>;
export function resumeOperations<R, M>(
  client: OperationsClient,
  sink: OperationCheckpoints<R, M>,
  options: ResumeOperationsOptions<R, M, 'error' | 'emit'> = {},
): OperatorFunction<string | OperationMessage, OperationState<R, M> | LostState<M>> {
  const poll$ = pollUntilDone(client, { ...options, onLost: 'emit' });
  const emits = options.onLost === 'emit';
  const lost$ = (operation: string | OperationMessage, state: LostState<M>): Observable<LostState<M>> => {
    const { error } = state;
    const isUnknown = isPollError(error) && error.code === StatusCode.NOT_FOUND;
    if (!emits && !(isUnknown && sink.lost)) throw error;
    // The name that the store knows: a server may have answered with another.
    const stored$ = isUnknown ? sink.lost?.(operationName(operation), error) : undefined;
    return concat(from(stored$ ?? []).pipe(ignoreElements()), emits ? [state] : []);
  };
  const states$ = (operation: string | OperationMessage): Observable<OperationState<R, M> | LostState<M>> =>
    of(operation).pipe(
      poll$,
      concatMap((state) => (state.status === 'lost' ? lost$(operation, state) : [state])),
      // Here, too, as in `pollUntilDone`, which is one of its own for each.
      subscribeOn(queueScheduler),
    );
  return pipe(mergeMap(states$, options.concurrency), checkpointOperation(sink));
}
