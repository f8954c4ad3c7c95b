import type { Observable, SchedulerLike } from 'rxjs';
import { asyncScheduler, defer, from, map, of } from 'rxjs';
import type {
  ListOperationsPage,
  ListOperationsRequest,
  OperationsClient,
  WaitOperationRequest,
} from '../core/client/operations-client.js';
import { COUNT, NOT_NEGATIVE, numberOption } from '../core/model/number-option.js';
import type { OperationMessage } from '../core/model/operation-message.js';
import { RpcError } from '../core/model/rpc-error.js';
import { StatusCode } from '../core/model/status-code.js';
import type { Status } from '../core/model/status.js';
import { operationFilter } from './operation-filter.js';
import type { OperationWork, WorkTypes } from './operation-work.js';
import { packUpdate } from './operation-work.js';
import { pageOf } from './page-of.js';
import { StoredOperation } from './stored-operation.js';
import { isForClients, workStatus } from './work-status.js';

/** The bounds of the store. */
export interface InMemoryOperationsOptions {
  /** How many operations are kept, running or not; starting one more fails with `RESOURCE_EXHAUSTED`. Defaults to 10,000. */
  readonly maxOperations?: number | undefined;
  /** How long an operation that has ended can still be asked for, in ms. Defaults to 3,600,000: an hour. */
  readonly retention?: number | undefined;
  /**
   * Is told of errors of work, and of its teardown, whose words clients do not get: all but an `RpcError` and an
   * `OperationError`. Defaults to `console.error`.
   */
  readonly onWorkError?: ((error: unknown, name: string) => void) | undefined;
  /** The clock, and the timer of waits. Defaults to `asyncScheduler`. */
  readonly scheduler?: SchedulerLike | undefined;
}

/** How work is started. */
export interface StartWorkOptions {
  /**
   * Tells a request that is repeated, as its answer was lost, from a new one: while the operation that was started with
   * it is kept, deleted or not, that one is answered and no work started. It is for all that the store runs: make it of
   * the method, what was asked for, and what the client sent. Defaults to none.
   *
   * @see https://google.aip.dev/155
   */
  readonly requestId?: string | undefined;
}

const CANCELLED: Status = { code: StatusCode.CANCELLED, message: 'cancelled on request', details: [] };
const CLOSED: Status = { code: StatusCode.ABORTED, message: 'the server was closed', details: [] };
const EMPTY_MESSAGE = { typeUrl: 'type.googleapis.com/google.protobuf.Empty', value: new Uint8Array() };

/**
 * Runs Observables as operations and keeps their latest state, in memory.
 *
 * It is an `OperationsClient` itself, so that it can be polled without a network; `serveOperations` puts it on a port.
 * Names are unguessable. Nothing is timed in the background: operations that have expired are dropped at the next call.
 *
 * @example
 * ```ts
 * import { pollOperation$, type MessageType } from 'rxjs-longrunning';
 * import { InMemoryOperations } from 'rxjs-longrunning/server';
 * import { interval, map, take } from 'rxjs';
 *
 * const text: MessageType<string> = {
 *   typeName: 'acme.v1.Text',
 *   fromBinary: (bytes) => new TextDecoder().decode(bytes),
 *   toBinary: (message) => new TextEncoder().encode(message),
 * };
 * const operations = new InMemoryOperations();
 * const work$ = interval(100).pipe(
 *   take(3),
 *   map((step) => (step < 2 ? { metadata: `step ${step}` } : { response: 'ready' })),
 * );
 * const message = operations.start(work$, { responseType: text, metadataType: text });
 * pollOperation$(operations, message, { responseType: text }).subscribe(({ status }) => console.log(status));
 * ```
 */
export class InMemoryOperations implements OperationsClient {
  readonly #stored = new Map<string, StoredOperation>();
  /** Those that have ended, in the order in which they did: looking for expired ones need not look at all. */
  readonly #ended = new Set<StoredOperation>();
  /** Those that were started with a request id, by that id. */
  readonly #requested = new Map<string, StoredOperation>();
  readonly #maxOperations: number;
  readonly #retention: number;
  readonly #onWorkError: (error: unknown, name: string) => void;
  readonly #scheduler: SchedulerLike;
  #started = 0;

  /** @throws RangeError when a number is out of its range. */
  constructor(options: InMemoryOperationsOptions = {}) {
    this.#maxOperations = numberOption('maxOperations', options.maxOperations ?? 10_000, COUNT);
    this.#retention = numberOption('retention', options.retention ?? 3_600_000, NOT_NEGATIVE);
    this.#onWorkError = options.onWorkError ?? ((error, name) => console.error(`The work of ${name} failed:`, error));
    this.#scheduler = options.scheduler ?? asyncScheduler;
  }

  /**
   * Starts work as an operation.
   *
   * @returns the message to answer the caller with; it is done already when the work ended synchronously.
   * @throws RpcError `RESOURCE_EXHAUSTED` when the store is full.
   */
  start<R, M>(
    work: OperationWork<R, M>,
    types: WorkTypes<R, M>,
    { requestId }: StartWorkOptions = {},
  ): OperationMessage {
    this.#dropExpired();
    const requested = requestId === undefined ? undefined : this.#requested.get(requestId);
    if (requested) return requested.message;
    if (this.#stored.size >= this.#maxOperations) {
      throw new RpcError({
        code: StatusCode.RESOURCE_EXHAUSTED,
        message: `${this.#maxOperations} operations are kept; try later`,
      });
    }
    const name = `operations/${crypto.randomUUID()}`;
    const operation = new StoredOperation(this.#started++, { name, done: false }, requestId);
    this.#stored.set(name, operation);
    if (requestId !== undefined) this.#requested.set(requestId, operation);
    this.#run(work, types, operation);
    return operation.message;
  }

  getOperation({ name }: { readonly name: string }): Observable<OperationMessage> {
    return defer(() => of(this.#find(name).message));
  }

  listOperations(request: ListOperationsRequest): Observable<ListOperationsPage> {
    return defer(() => {
      this.#dropExpired();
      const matches = operationFilter(request.filter ?? '');
      const visible = [...this.#stored.values()].filter(
        ({ deleted, message }) =>
          !deleted && message.name.startsWith(collectionPrefix(request.name)) && matches(message),
      );
      return of(pageOf(visible, request));
    });
  }

  waitOperation({ name, timeout }: WaitOperationRequest): Observable<OperationMessage> {
    return defer(() => this.#find(name).wait$(timeout, this.#scheduler));
  }

  cancelOperation({ name }: { readonly name: string }): Observable<void> {
    return defer(() => {
      this.#end(this.#find(name), { error: CANCELLED });
      return of(undefined);
    });
  }

  deleteOperation({ name }: { readonly name: string }): Observable<void> {
    return defer(() => {
      const operation = this.#find(name);
      operation.deleted = true;
      if (operation.message.done) this.#forget(operation);
      return of(undefined);
    });
  }

  /** Stops all work: what still runs ends with `ABORTED`. */
  close(): void {
    for (const operation of this.#stored.values()) this.#end(operation, { error: CLOSED });
  }

  #run<R, M>(work: OperationWork<R, M>, types: WorkTypes<R, M>, operation: StoredOperation): void {
    const { name } = operation.message;
    let response: OperationMessage['response'] = EMPTY_MESSAGE;
    operation.work.add(
      defer(() => from(work))
        // Here and not in the subscriber, so that an update that cannot be packed is an error of the work.
        .pipe(map((update) => packUpdate(update, types)))
        .subscribe({
          next: (update) => {
            if ('metadata' in update) operation.update(update);
            else ({ response } = update);
          },
          complete: () => this.#end(operation, { response }),
          error: (error: unknown) => {
            this.#end(operation, { error: workStatus(error) });
            if (!isForClients(error)) this.#onWorkError(error, name);
          },
        }),
    );
  }

  #end(operation: StoredOperation, result: Parameters<StoredOperation['end']>[0]): void {
    if (operation.message.done) return;
    operation.end(result, this.#scheduler.now());
    if (operation.deleted) this.#forget(operation);
    else this.#ended.add(operation);
    try {
      operation.work.unsubscribe();
    } catch (error) {
      this.#onWorkError(error, operation.message.name);
    }
  }

  #forget(operation: StoredOperation): void {
    this.#stored.delete(operation.message.name);
    this.#ended.delete(operation);
    if (operation.requestId !== undefined) this.#requested.delete(operation.requestId);
  }

  #find(name: string): StoredOperation {
    this.#dropExpired();
    const operation = this.#stored.get(name);
    if (operation && !operation.deleted) return operation;
    throw new RpcError({
      code: StatusCode.NOT_FOUND,
      message: `there is no operation ${JSON.stringify(name)}, or not any more`,
    });
  }

  #dropExpired(): void {
    const oldest = this.#scheduler.now() - this.#retention;
    for (const operation of this.#ended) {
      if (operation.endedAt >= oldest) return;
      this.#forget(operation);
    }
  }
}

/** Everything is in the collection `operations`, and in that of no name, which is how Google's servers list all. */
function collectionPrefix(collection: string): string {
  return collection === '' ? '' : `${collection}/`;
}
