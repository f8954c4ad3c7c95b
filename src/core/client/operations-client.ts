import type { Observable } from 'rxjs';
import type { OperationMessage } from '../model/operation-message.js';

/**
 * The one seam between polling and the wire: the five methods of `google.longrunning.Operations`.
 *
 * Every method gives a cold Observable: one subscription is one call, unsubscribing cancels the call on the wire.
 * Each emits once and completes, or fails with an `RpcError`.
 *
 * @see https://github.com/googleapis/googleapis/blob/master/google/longrunning/operations.proto
 */
export interface OperationsClient {
  /** How many calls of WaitOperation polling may leave pending at once; any beyond that are polled. Defaults to 100. */
  readonly maxPendingWaits?: number | undefined;
  /**
   * How many calls wait in line for one that is under way to end: the number at once, and then each change. For a page
   * that says so; absent where calls do not wait.
   */
  readonly callsWaiting$?: Observable<number> | undefined;
  /** The latest state of an operation. */
  getOperation(request: { readonly name: string }, options?: CallOptions): Observable<OperationMessage>;
  /** One page of operations. */
  listOperations(request: ListOperationsRequest, options?: CallOptions): Observable<ListOperationsPage>;
  /** The state of an operation when it is done, or when the server's wait ran out. Few servers have it. */
  waitOperation(request: WaitOperationRequest, options?: CallOptions): Observable<OperationMessage>;
  /** Asks the server to cancel an operation, which it may or may not do. */
  cancelOperation(request: { readonly name: string }, options?: CallOptions): Observable<void>;
  /** Tells the server that the result is not wanted any more. It does not cancel. */
  deleteOperation(request: { readonly name: string }, options?: CallOptions): Observable<void>;
}

/** A method of `OperationsClient`. */
export type OperationsMethod = Exclude<keyof OperationsClient, 'maxPendingWaits' | 'callsWaiting$'>;

/** What `maxPendingWaits` is where a client does not say. */
export const DEFAULT_MAX_PENDING_WAITS = 100;

/** What a caller may set for one call. */
export interface CallOptions {
  /** Time after which the call fails with `DEADLINE_EXCEEDED`, in ms. Defaults to none. */
  readonly timeout?: number | undefined;
  /** Headers to send with the call. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Which operations to list. */
export interface ListOperationsRequest {
  /** The collection, for example `operations` or `projects/p/locations/l/operations`. */
  readonly name: string;
  /** In the server's own filter language. Defaults to none. */
  readonly filter?: string | undefined;
  /** How many at most, a whole number; the server may give fewer. Defaults to the server's choice. */
  readonly pageSize?: number | undefined;
  /** Where to go on: the `nextPageToken` of the page before. */
  readonly pageToken?: string | undefined;
}

/** Some of the operations that were asked for. */
export interface ListOperationsPage {
  /** In the order of the server. */
  readonly operations: readonly OperationMessage[];
  /** Where to go on; empty on the last page. */
  readonly nextPageToken: string;
}

/** Which operation to wait for. */
export interface WaitOperationRequest {
  /** Of the operation. */
  readonly name: string;
  /** How long the server may wait before it answers all the same, in ms. Defaults to the server's choice. */
  readonly timeout?: number | undefined;
}
