/*
 * Digests folders, four at once, with one progress. From a clone of the repository, after `npm run build`:
 *
 *   npx tsx examples/digest-many-folders.ts src operators docs
 *
 * It brings its own server, on a free port of 127.0.0.1, which reads nothing outside of the working directory.
 */
import type { Observable } from 'rxjs';
import { lastValueFrom, map, scan, tap } from 'rxjs';
import { exponentialThenFixed, type OperationState } from 'rxjs-longrunning';
import { loadOperationsClient, type GrpcOperationsClient } from 'rxjs-longrunning/grpc';
import { mergePulled$, pollUntilDone } from 'rxjs-longrunning/operators';
import { digesterProto, InMemoryOperations, loadDigester, serveOperations } from 'rxjs-longrunning/server';
import type { DigestTreeMetadata, DigestTreeResponse } from 'rxjs-longrunning/server';

type DigestState = OperationState<DigestTreeResponse, DigestTreeMetadata>;

/** The latest state of the operation of each folder that was begun, anew at each state of any. */
export function digestFolders$(
  client: GrpcOperationsClient,
  folders: readonly string[],
): Observable<ReadonlyMap<string, DigestState>> {
  const options = {
    responseType: client.types.get<DigestTreeResponse>('rxjs_longrunning.digest.v1.DigestTreeResponse'),
    metadataType: client.types.get<DigestTreeMetadata>('rxjs_longrunning.digest.v1.DigestTreeMetadata'),
    schedule: exponentialThenFixed({ initialDelay: 50, interval: 500 }),
  };
  const digest$ = (folder: string): Observable<{ folder: string; state: DigestState }> =>
    client.startOperation('rxjs_longrunning.digest.v1.Digester/DigestTree', { path: folder }).pipe(
      pollUntilDone(client, options),
      map((state) => ({ folder, state })),
    );
  return mergePulled$(folders, digest$, 4).pipe(
    scan((latest, { folder, state }) => new Map(latest).set(folder, state), new Map<string, DigestState>()),
  );
}

/**
 * How far all folders are together: the mean of their shares of bytes, in per cent, as nobody knows the bytes of a
 * folder that has yet to begin. A failed folder counts as done.
 */
export function percentOf(latest: ReadonlyMap<string, DigestState>, folders: readonly string[]): number {
  return Math.floor((100 * sum([...latest.values()].map(shareDone))) / folders.length);
}

function shareDone({ done, metadata }: DigestState): number {
  return done ? 1 : metadata?.bytesTotal ? metadata.bytesDone / metadata.bytesTotal : 0;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

if (process.argv[1] === import.meta.filename) {
  const operations = new InMemoryOperations();
  const server = await serveOperations({ operations, services: [await loadDigester({ operations, root: '.' })] });
  const types = { protos: [digesterProto], loader: { longs: Number } };
  const client = await loadOperationsClient({ target: server.target, insecure: true, ...types });
  try {
    const folders = process.argv.slice(2);
    const latest$ = digestFolders$(client, folders).pipe(
      tap((latest) => {
        const files = sum([...latest.values()].map(({ metadata }) => metadata?.filesDone ?? 0));
        console.log(`${percentOf(latest, folders)} %, ${files} files`);
      }),
    );
    for (const [folder, state] of await lastValueFrom(latest$, { defaultValue: new Map<string, DigestState>() })) {
      console.log(`${state.status === 'succeeded' ? state.response.sha256 : state.status}  ${folder}`);
    }
  } finally {
    client.close();
    await server.close();
  }
}
