import { Inject, Injectable } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { defer, finalize, map } from 'rxjs';
import { cancel$, exponentialThenFixed, pollOperation$, type OperationState } from 'rxjs-longrunning';
import type { GrpcOperationsClient } from 'rxjs-longrunning/grpc';
import { shareOperation } from 'rxjs-longrunning/operators';
import type { DigestTreeMetadata, DigestTreeResponse } from 'rxjs-longrunning/server';

export type DigestState = OperationState<DigestTreeResponse, DigestTreeMetadata>;

/** What the `GrpcOperationsClient` is injected by. */
export const CLIENT = Symbol('operations client');

/** Callers know digests by what follows this in their names, so that they reach no other operations of that server. */
const COLLECTION = 'operations/';

@Injectable()
export class DigestsService {
  /** The states of those that are being watched: one polling each, however many watch. */
  private readonly watched = new Map<string, Observable<DigestState>>();

  constructor(@Inject(CLIENT) private readonly client: GrpcOperationsClient) {}

  /** Starts a digest, and emits its id. */
  start(path: string): Observable<string> {
    return this.client
      .startOperation('rxjs_longrunning.digest.v1.Digester/DigestTree', { path })
      .pipe(map(({ name }) => name.slice(COLLECTION.length)));
  }

  /** The last one to unsubscribe ends the polling, and leaves the operation alone. */
  watch(id: string): Observable<DigestState> {
    return defer(() => {
      const known$ = this.watched.get(id);
      if (known$) return known$;
      const states$ = pollOperation$(this.client, COLLECTION + id, {
        responseType: this.client.types.get<DigestTreeResponse>('rxjs_longrunning.digest.v1.DigestTreeResponse'),
        metadataType: this.client.types.get<DigestTreeMetadata>('rxjs_longrunning.digest.v1.DigestTreeMetadata'),
        schedule: exponentialThenFixed({ initialDelay: 200, interval: 5_000 }),
      }).pipe(
        finalize(() => this.watched.delete(id)),
        shareOperation(),
      );
      this.watched.set(id, states$);
      return states$;
    });
  }

  cancel(id: string): Observable<void> {
    return cancel$(this.client, COLLECTION + id);
  }
}
