// Digests folders, four at once, with one progress: npx tsx examples/digest-many-folders.ts src operators docs
import type { Observable } from 'rxjs';
import { defer, map } from 'rxjs';
import { exponentialThenFixed, type OperationState } from 'rxjs-longrunning';
import { loadOperationsClient, type GrpcOperationsClient } from 'rxjs-longrunning/grpc';
import { mergePulled$, pollUntilDone } from 'rxjs-longrunning/operators';
import { digesterProto, InMemoryOperations, loadDigester, serveOperations } from 'rxjs-longrunning/server';
import type { DigestTreeMetadata, DigestTreeResponse } from 'rxjs-longrunning/server';

type DigestState = OperationState<DigestTreeResponse, DigestTreeMetadata>;

/**
 * Each state of each folder's operation, with how far all of them are together: the mean of the folders' shares of
 * bytes, in per cent, as nobody knows the bytes of a folder that has yet to begin. A failed folder counts as done.
 */
export function digestFolders$(
  client: GrpcOperationsClient,
  folders: readonly string[],
): Observable<{ folder: string; state: DigestState; percent: number; files: number }> {
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
  return defer(() => {
    const latest = new Map<string, DigestState>();
    return mergePulled$(folders, digest$, 4).pipe(
      map(({ folder, state }) => {
        const states = [...latest.set(state.name, state).values()];
        const percent = Math.floor((100 * sum(states.map(shareDone))) / folders.length);
        return { folder, state, percent, files: sum(states.map(({ metadata }) => metadata?.filesDone ?? 0)) };
      }),
    );
  });
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
    await digestFolders$(client, process.argv.slice(2)).forEach(({ folder, state, percent, files }) => {
      const result = state.status === 'succeeded' ? state.response.sha256 : state.status;
      console.log(`${percent} %, ${files} files: ${result}  ${folder}`);
    });
  } finally {
    client.close();
    await server.close();
  }
}
