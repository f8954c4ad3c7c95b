import { Inject, Injectable } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { map } from 'rxjs';
import {
  cancel$,
  watchOperations,
  type OperationState,
  type OperationsWatch,
  type OperationTypes,
} from 'rxjs-longrunning';
import type { GrpcOperationsClient } from 'rxjs-longrunning/grpc';
import type { DigestTreeMetadata, DigestTreeResponse } from 'rxjs-longrunning/server';

export type DigestState = OperationState<DigestTreeResponse, DigestTreeMetadata>;

/** What the `GrpcOperationsClient` is injected by. */
export const CLIENT = Symbol('operations client');

/** Callers know digests by what follows this in their names, so that they reach no other operations of that server. */
const COLLECTION = 'operations/';

@Injectable()
export class DigestsService {
  /** One polling for each digest that is being watched, however many watch it. */
  private readonly digests: OperationsWatch;
  private readonly types: OperationTypes<DigestTreeResponse, DigestTreeMetadata>;

  constructor(@Inject(CLIENT) private readonly client: GrpcOperationsClient) {
    this.digests = watchOperations(client, { every: 1_000, maxCallsPerSecond: 50 });
    this.types = {
      responseType: client.types.get<DigestTreeResponse>('rxjs_longrunning.digest.v1.DigestTreeResponse'),
      metadataType: client.types.get<DigestTreeMetadata>('rxjs_longrunning.digest.v1.DigestTreeMetadata'),
    };
  }

  /** Starts a digest, and emits its id. */
  start(path: string): Observable<string> {
    return this.client
      .startOperation('rxjs_longrunning.digest.v1.Digester/DigestTree', { path })
      .pipe(map(({ name }) => name.slice(COLLECTION.length)));
  }

  /** The last one to unsubscribe ends the polling, and leaves the operation alone. */
  watch(id: string): Observable<DigestState> {
    return this.digests.watch$(COLLECTION + id, this.types);
  }

  cancel(id: string): Observable<void> {
    return cancel$(this.client, COLLECTION + id);
  }
}
