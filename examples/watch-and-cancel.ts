/*
 * Digests a folder up to 30 % of its bytes, then cancels. From a clone of the repository, after `npm run build`:
 *
 *   npx tsx examples/watch-and-cancel.ts node_modules
 *
 * It brings its own server, on a free port of 127.0.0.1, which reads nothing outside of the working directory.
 */
import type { Observable } from 'rxjs';
import { Subject } from 'rxjs';
import { fixedInterval, type OperationState } from 'rxjs-longrunning';
import { loadOperationsClient, type GrpcOperationsClient } from 'rxjs-longrunning/grpc';
import { cancelWhen, pollUntilDone } from 'rxjs-longrunning/operators';
import { digesterProto, InMemoryOperations, loadDigester, serveOperations } from 'rxjs-longrunning/server';
import type { DigestTreeMetadata, DigestTreeResponse } from 'rxjs-longrunning/server';

type DigestState = OperationState<DigestTreeResponse, DigestTreeMetadata>;

/**
 * The states of a digest that is cancelled once it is so many per cent done. The last state is the server's verdict:
 * an operation that is cancelled may have succeeded all the same.
 */
export function digestUpTo$(client: GrpcOperationsClient, path: string, percent: number): Observable<DigestState> {
  const cancelTaken$ = new Subject<string>();
  return client.startOperation('rxjs_longrunning.digest.v1.Digester/DigestTree', { path }).pipe(
    pollUntilDone(client, {
      responseType: client.types.get<DigestTreeResponse>('rxjs_longrunning.digest.v1.DigestTreeResponse'),
      metadataType: client.types.get<DigestTreeMetadata>('rxjs_longrunning.digest.v1.DigestTreeMetadata'),
      schedule: fixedInterval(50),
      pollNow: cancelTaken$,
    }),
    cancelWhen(client, (state) => percentOf(state) >= percent, {
      onCancelTaken: (name) => cancelTaken$.next(name),
    }),
  );
}

/** How much of the bytes is digested. */
const percentOf = ({ metadata }: DigestState): number =>
  metadata?.bytesTotal ? Math.floor((100 * metadata.bytesDone) / metadata.bytesTotal) : 0;

if (process.argv[1] === import.meta.filename) {
  const operations = new InMemoryOperations();
  const server = await serveOperations({ operations, services: [await loadDigester({ operations, root: '.' })] });
  const types = { protos: [digesterProto], loader: { longs: Number } };
  const client = await loadOperationsClient({ target: server.target, insecure: true, ...types });
  try {
    await digestUpTo$(client, process.argv[2] ?? '.', 30).forEach((state) => {
      console.log(`${percentOf(state)} %: ${state.status}`);
      if ('error' in state) console.log(state.error.message);
    });
  } finally {
    client.close();
    await server.close();
  }
}
