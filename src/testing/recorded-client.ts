import type { Observable, ObservedValueOf } from 'rxjs';
import { defer, tap } from 'rxjs';
import type { CallOptions, OperationsClient, OperationsMethod } from '../core/client/operations-client.js';

/** What the method is called with. */
export type RequestOf<K extends OperationsMethod> = Parameters<OperationsClient[K]>[0];
/** What the method emits. */
export type ResultOf<K extends OperationsMethod> = ObservedValueOf<ReturnType<OperationsClient[K]>>;

/** One call: a subscription to what a method of the client gave. Times are in ms, on the clock of the scheduler. */
export type ScriptedCall<K extends OperationsMethod = OperationsMethod> = K extends OperationsMethod
  ? {
      readonly method: K;
      readonly request: RequestOf<K>;
      readonly options: CallOptions | undefined;
      readonly startedAt: number;
      /** When the first answer came; absent when none did. */
      readonly answeredAt?: number;
      /** Absent while the call is in flight. */
      readonly end?: { readonly how: 'completed' | 'failed' | 'unsubscribed'; readonly at: number };
    }
  : never;

/** The answer to a call. */
export type AnswerTo = <K extends OperationsMethod>(
  method: K,
  request: RequestOf<K>,
  options: CallOptions | undefined,
) => Observable<ResultOf<K>>;

/**
 * A client that records every call and how it ended.
 *
 * It asks for an answer when the call is subscribed to, not when its method is called: clients are cold.
 */
export class RecordedClient implements OperationsClient {
  readonly calls: ScriptedCall[] = [];

  constructor(
    private readonly answerTo: AnswerTo,
    private readonly clock: { now(): number },
  ) {}

  readonly getOperation = this.recorded('getOperation');
  readonly listOperations = this.recorded('listOperations');
  readonly waitOperation = this.recorded('waitOperation');
  readonly cancelOperation = this.recorded('cancelOperation');
  readonly deleteOperation = this.recorded('deleteOperation');

  get inFlight(): number {
    return this.calls.filter(({ end }) => !end).length;
  }

  private recorded<K extends OperationsMethod>(
    method: K,
  ): (request: RequestOf<K>, options?: CallOptions) => Observable<ResultOf<K>> {
    return (request, options) =>
      defer(() => {
        const call: Recording = { method, request, options, startedAt: this.clock.now() };
        this.calls.push(call);
        const end = (how: End['how']) => () => {
          call.end = { how, at: this.clock.now() };
        };
        return defer(() => this.answerTo(method, request, options)).pipe(
          tap({
            next: () => (call.answeredAt ??= this.clock.now()),
            error: end('failed'),
            complete: end('completed'),
            unsubscribe: end('unsubscribed'),
          }),
        );
      });
  }
}

type End = NonNullable<ScriptedCall['end']>;
type Recording = { -readonly [P in keyof ScriptedCall]: ScriptedCall[P] };
