import { asyncScheduler, defer, of, switchMap, timer } from 'rxjs';
import type { ListOperationsRequest, OperationMessage } from '../../src/index.js';
import { RpcError, StatusCode } from '../../src/index.js';
import type { ResultOf } from '../../src/testing/recorded-client.js';
import { RecordedClient } from '../../src/testing/recorded-client.js';

/** What a spec changes while it runs. */
export interface Collection {
  /** What Get answers, and what List has, in this order. */
  readonly operations: Map<string, OperationMessage>;
  /** What List has instead: nothing for an operation that it leaves out. */
  readonly listed: Map<string, OperationMessage | undefined>;
  /** How many operations are on a page at most, whatever is asked for. */
  maxPageSize: number;
  /** Why List, or a page of it, fails. */
  listError: ((request: ListOperationsRequest) => unknown) | undefined;
  getError: ((name: string) => unknown) | undefined;
  /** How long each call takes, in ms; 0 is an answer within the call. */
  latency: number;
}

/** A server of collections in memory, in virtual time, which records every call. */
export class CollectionServer extends RecordedClient implements Collection {
  readonly operations = new Map<string, OperationMessage>();
  readonly listed = new Map<string, OperationMessage | undefined>();
  maxPageSize = Infinity;
  listError: Collection['listError'];
  getError: Collection['getError'];
  latency = 0;

  constructor(operations: Iterable<OperationMessage> = [], options: Partial<Collection> = {}) {
    super((method, request) => {
      const answer$ = defer(() => {
        const answer = method === 'listOperations' ? this.#page(request) : this.#get(request.name);
        if ('error' in answer) throw answer.error;
        return of(answer.value);
      });
      return (this.latency === 0 ? answer$ : timer(this.latency).pipe(switchMap(() => answer$))) as never;
    }, asyncScheduler);
    for (const message of operations) this.operations.set(message.name, message);
    Object.assign(this, options);
  }

  /** The calls in short, with the times at which they began: `0 List operations`, `1000 Get operations/1`. */
  get log(): string[] {
    return this.calls.map(({ method, request, startedAt }) => {
      const token = 'pageToken' in request && request.pageToken ? ` from ${request.pageToken}` : '';
      return `${Math.round(startedAt)} ${method.replace('Operations', '').replace('Operation', '')} ${request.name}${token}`;
    });
  }

  #get(name: string): Answer<OperationMessage> {
    const error = this.getError?.(name);
    if (error !== undefined) return { error };
    const value = this.operations.get(name);
    return value ? { value } : { error: notFound(name) };
  }

  #page(request: ListOperationsRequest): Answer<ResultOf<'listOperations'>> {
    const error = this.listError?.(request);
    if (error !== undefined) return { error };
    const messages = [...this.operations.values()]
      .filter(({ name }) => name.startsWith(`${request.name}/`) && !name.slice(request.name.length + 1).includes('/'))
      .flatMap((message) => (this.listed.has(message.name) ? (this.listed.get(message.name) ?? []) : message));
    const from = Number(request.pageToken ?? 0);
    const to = from + Math.min(this.maxPageSize, request.pageSize ?? Infinity);
    return { value: { operations: messages.slice(from, to), nextPageToken: to < messages.length ? String(to) : '' } };
  }
}

type Answer<T> = { readonly value: T } | { readonly error: unknown };

export function notFound(name: string): RpcError {
  return new RpcError({ call: `GetOperation of "${name}"`, code: StatusCode.NOT_FOUND, message: 'unknown' });
}
