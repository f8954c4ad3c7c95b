import type { Observable } from 'rxjs';
import { defer, from, map, of } from 'rxjs';
import type {
  ListOperationsPage,
  ListOperationsRequest,
  OperationsClient,
  WaitOperationRequest,
} from '../core/client/operations-client.js';
import type { OperationMessage } from '../core/model/operation-message.js';
import type { PackedMessage } from '../core/model/packed-message.js';
import { RpcError } from '../core/model/rpc-error.js';
import { StatusCode } from '../core/model/status-code.js';
import type { Status } from '../core/model/status.js';
import { exhausted } from './exhausted.js';
import type { OperationWork, WorkTypes, WorkUpdate } from './operation-work.js';
import { packUpdate } from './operation-work.js';
import { OrderedOperations } from './ordered-operations.js';
import { pageOf } from './page-of.js';
import type { InMemoryOperationsOptions, StoreSettings } from './store-options.js';
import { resolveStoreOptions } from './store-options.js';
import { StoredOperation } from './stored-operation.js';
import { WorkQueue } from './work-queue.js';
import { isForClients, statusWithin, workStatus } from './work-status.js';

/** How work is started. */
export interface StartWorkOptions {
  /**
   * Tells a request that is repeated, as its answer was lost, from a new one: while the operation that was started with
   * it is kept, deleted or not, that one is answered and no work started. It is for all that the store runs: make it of
   * the method, what was asked for, and what the client sent. Has 32,768 characters at most. Defaults to none.
   *
   * @see https://google.aip.dev/155
   */
  readonly requestId?: string | undefined;
}

const CANCELLED: Status = { code: StatusCode.CANCELLED, message: 'cancelled on request', details: [] };
const CLOSED: Status = { code: StatusCode.ABORTED, message: 'the server was closed', details: [] };

/** Ids are kept as long as their operations, and clients may have a say in them. */
const LONGEST_REQUEST_ID = 32_768;

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
  /** Those that clients see: a List goes through no others. */
  readonly #visible = { all: new OrderedOperations(), running: new OrderedOperations() };
  /** Those that have ended, in the order in which they did: looking for the oldest need not look at all. */
  readonly #ended = new Set<StoredOperation>();
  /** Those that were started with a request id, by that id. */
  readonly #requested = new Map<string, StoredOperation>();
  readonly #queue: WorkQueue<StoredOperation>;
  readonly #settings: StoreSettings;
  #started = 0;
  /** What all of them have together. */
  #bytes = 0;

  /** @throws RangeError when a number is out of its range; TypeError when `listOrder` is none. */
  constructor(options: InMemoryOperationsOptions = {}) {
    this.#settings = resolveStoreOptions(options);
    this.#queue = new WorkQueue(this.#settings.maxRunning, this.#settings.maxQueued);
  }

  /**
   * Starts work as an operation: at once, or in its turn where `maxRunning` operations work. While it waits, it is as one
   * that runs, and cancelling it takes it out.
   *
   * @returns the message to answer the caller with; it is done already when the work ended synchronously.
   * @throws RpcError `RESOURCE_EXHAUSTED`, with a `RetryInfo`, when too many operations wait or none of those that are
   *   kept has ended; `INVALID_ARGUMENT` when the request id is too long.
   */
  start<R, M>(
    work: OperationWork<R, M>,
    types: WorkTypes<R, M>,
    { requestId }: StartWorkOptions = {},
  ): OperationMessage {
    this.#dropExpired();
    const requested = requestId === undefined ? undefined : this.#requested.get(requestId);
    if (requested) return requested.message;
    this.#makeRoom(requestId);
    const name = `operations/${crypto.randomUUID()}`;
    const operation = new StoredOperation(this.#started++, { name, done: false }, requestId);
    this.#stored.set(name, operation);
    this.#visible.all.push(operation);
    this.#visible.running.push(operation);
    this.#bytes += operation.bytes;
    if (requestId !== undefined) this.#requested.set(requestId, operation);
    this.#queue.add(operation, () => this.#run(work, types, operation));
    return operation.message;
  }

  getOperation({ name }: { readonly name: string }): Observable<OperationMessage> {
    return defer(() => of(this.#find(name).message));
  }

  listOperations(request: ListOperationsRequest): Observable<ListOperationsPage> {
    return defer(() => {
      this.#dropExpired();
      return of(pageOf({ ...this.#visible, order: this.#settings.listOrder }, request));
    });
  }

  waitOperation({ name, timeout }: WaitOperationRequest): Observable<OperationMessage> {
    return defer(() => this.#find(name).wait$(timeout, this.#settings.scheduler));
  }

  cancelOperation({ name }: { readonly name: string }): Observable<void> {
    return defer(() => {
      this.#end(this.#find(name), CANCELLED);
      return of(undefined);
    });
  }

  deleteOperation({ name }: { readonly name: string }): Observable<void> {
    return defer(() => {
      const operation = this.#find(name);
      operation.deleted = true;
      this.#hide(operation);
      if (operation.message.done) this.#forget(operation);
      return of(undefined);
    });
  }

  /** Stops all work: what still runs, or waits to, ends with `ABORTED`. */
  close(): void {
    // First those that would else have their turn.
    for (const operation of this.#queue.waiting) this.#end(operation, CLOSED);
    for (const operation of this.#stored.values()) this.#end(operation, CLOSED);
  }

  #run<R, M>(work: OperationWork<R, M>, types: WorkTypes<R, M>, operation: StoredOperation): void {
    const { name } = operation.message;
    operation.work.add(
      defer(() => from(work))
        // Here and not in the subscriber, so that an update that cannot be taken is an error of the work.
        .pipe(map((update) => this.#take(operation, packUpdate(update, types))))
        .subscribe({
          complete: () => this.#end(operation),
          error: (error: unknown) => {
            this.#end(operation, workStatus(error));
            if (!isForClients(error)) this.#tell(error, name);
          },
        }),
    );
  }

  /** @throws RpcError `RESOURCE_EXHAUSTED` when the update is too large. */
  #take(operation: StoredOperation, update: WorkUpdate<PackedMessage, PackedMessage>): void {
    const { maxOperationBytes, maxBytes } = this.#settings;
    const before = operation.bytes;
    const after = operation.bytesWith(update);
    if (after > maxOperationBytes) {
      throw tooLarge(`an operation has ${maxOperationBytes} bytes at most, and this one would have ${after}`);
    }
    while (this.#bytes - before + after > maxBytes) {
      if (!this.#forgetOldest()) throw tooLarge(`all operations have ${maxBytes} bytes at most, and no room is left`);
    }
    operation.update(update);
    this.#bytes += operation.bytes - before;
  }

  #end(operation: StoredOperation, error?: Status): void {
    if (operation.message.done) return;
    const before = operation.bytes;
    const { maxOperationBytes, maxBytes, scheduler } = this.#settings;
    operation.end(error && statusWithin(error, maxOperationBytes - before), scheduler.now());
    this.#bytes += operation.bytes - before;
    while (this.#bytes > maxBytes && this.#forgetOldest());
    this.#visible.running.delete(operation);
    if (operation.deleted) this.#forget(operation);
    else this.#ended.add(operation);
    try {
      operation.work.unsubscribe();
    } catch (thrown) {
      this.#tell(thrown, operation.message.name);
    }
    this.#queue.remove(operation);
  }

  /** Who is told may throw: that must not end the process, and what is not theirs. */
  #tell(error: unknown, name: string): void {
    try {
      this.#settings.onWorkError(error, name);
    } catch (thrown) {
      console.error(`onWorkError threw for ${name}:`, thrown);
    }
  }

  /** @throws RpcError when there is no room for another operation. */
  #makeRoom(requestId = ''): void {
    const { maxOperations, maxRunning, maxQueued } = this.#settings;
    if (requestId.length > LONGEST_REQUEST_ID) {
      throw new RpcError({
        code: StatusCode.INVALID_ARGUMENT,
        message: `the request id must have at most ${LONGEST_REQUEST_ID} characters, and has ${requestId.length}`,
      });
    }
    if (this.#queue.isFull) throw exhausted(`${maxRunning} operations run and ${maxQueued} wait; try later`);
    if (this.#stored.size >= maxOperations && !this.#forgetOldest()) {
      throw exhausted(`${maxOperations} operations are kept, and none has ended; try later`);
    }
  }

  #hide(operation: StoredOperation): void {
    this.#visible.all.delete(operation);
    this.#visible.running.delete(operation);
  }

  #forget(operation: StoredOperation): void {
    this.#stored.delete(operation.message.name);
    this.#hide(operation);
    this.#ended.delete(operation);
    this.#bytes -= operation.bytes;
    if (operation.requestId !== undefined) this.#requested.delete(operation.requestId);
  }

  /** Forgets the one that ended first; `false` when none has. */
  #forgetOldest(): boolean {
    const [oldest] = this.#ended;
    if (oldest) this.#forget(oldest);
    return oldest !== undefined;
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
    const oldest = this.#settings.scheduler.now() - this.#settings.retention;
    for (const operation of this.#ended) {
      if (operation.endedAt >= oldest) return;
      this.#forget(operation);
    }
  }
}

function tooLarge(message: string): RpcError {
  return new RpcError({ code: StatusCode.RESOURCE_EXHAUSTED, message });
}
