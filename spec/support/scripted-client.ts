import type { ObservedValueOf } from 'rxjs';
import { Observable } from 'rxjs';
import type { CallOptions, OperationsClient } from '../../src/index.js';

type Method = keyof OperationsClient;
type Request<K extends Method> = Parameters<OperationsClient[K]>[0];
type Answer<K extends Method> = Observable<ObservedValueOf<ReturnType<OperationsClient[K]>>>;

/** The answers to the calls of each method, first come, first served. */
export type Script = { readonly [K in Method]?: readonly Answer<K>[] };

/** One subscription, which is one call on the wire. */
export interface RecordedCall {
  readonly method: Method;
  readonly request: Request<Method>;
  readonly options: CallOptions | undefined;
  readonly startedAt: number;
  readonly answeredAt?: number;
  readonly end?: { readonly how: 'completed' | 'failed' | 'unsubscribed'; readonly at: number };
}

/**
 * A client without a network: it answers as scripted, and records every call and how it ended.
 *
 * An answer is taken when the call is subscribed to, not when its method is called: clients are cold.
 */
export class ScriptedClient implements OperationsClient {
  readonly calls: RecordedCall[] = [];
  private readonly left: { [K in Method]?: Answer<K>[] } = {};

  /** @param now the clock of the records; without one they are all made at 0. */
  constructor(
    script: Script = {},
    private readonly now: () => number = () => 0,
  ) {
    for (const method of Object.keys(script) as Method[]) Object.assign(this.left, { [method]: [...script[method]!] });
  }

  readonly getOperation = this.method('getOperation');
  readonly listOperations = this.method('listOperations');
  readonly waitOperation = this.method('waitOperation');
  readonly cancelOperation = this.method('cancelOperation');
  readonly deleteOperation = this.method('deleteOperation');

  /** The names that GetOperation was called with, in order. */
  get polledNames(): string[] {
    return this.calls.filter(({ method }) => method === 'getOperation').map(({ request }) => request.name);
  }

  /** The methods that were called, in order. */
  get methods(): Method[] {
    return this.calls.map(({ method }) => method);
  }

  private method<K extends Method>(method: K): (request: Request<K>, options?: CallOptions) => Answer<K> {
    return (request, options) =>
      new Observable((subscriber) => {
        const call: { -readonly [P in keyof RecordedCall]: RecordedCall[P] } = {
          method,
          request,
          options,
          startedAt: this.now(),
        };
        this.calls.push(call);
        const answer = this.left[method]?.shift();
        if (!answer) throw new Error(`nothing is scripted for call ${this.calls.length}, ${method}`);
        const end = (how: 'completed' | 'failed' | 'unsubscribed'): void => {
          call.end ??= { how, at: this.now() };
        };
        subscriber.add(() => end('unsubscribed'));
        return answer.subscribe({
          next: (value) => {
            call.answeredAt ??= this.now();
            subscriber.next(value);
          },
          error: (error: unknown) => {
            end('failed');
            subscriber.error(error);
          },
          complete: () => {
            end('completed');
            subscriber.complete();
          },
        });
      });
  }
}
