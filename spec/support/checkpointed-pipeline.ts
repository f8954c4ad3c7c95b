/*
 * A user's program: digests folders, and goes on where it was when it is killed and run again. What it knows is in a
 * file, a line for each start and each end: node checkpointed-pipeline.js 127.0.0.1:50051 store.jsonl a b c
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { Observable } from 'rxjs';
import { from, merge, mergeMap } from 'rxjs';
import type { OperationCheckpoints } from '../../operators/index.js';
import { checkpointOperation, pollUntilDone, resumeOperations } from '../../operators/index.js';
import { loadOperationsClient } from '../../src/grpc/index.js';
import type { OperationMessage } from '../../src/index.js';
import { fixedInterval } from '../../src/index.js';
import type { DigestTreeResponse } from '../../src/server/index.js';
import { digesterProto } from '../../src/server/index.js';

/** A line of the store. */
export type StoredLine =
  { readonly folder: string; readonly started: string } | { readonly ended: string; readonly sha256: string };

const [target = '', file = '', ...folders] = process.argv.slice(2);
const client = await loadOperationsClient({ target, insecure: true, protos: [digesterProto] });
const options = {
  responseType: client.types.get<DigestTreeResponse>('rxjs_longrunning.digest.v1.DigestTreeResponse'),
  schedule: fixedInterval(20),
  concurrency: 20,
};

const append = (line: StoredLine): void => appendFileSync(file, `${JSON.stringify(line)}\n`);
const started = (folder: string): OperationCheckpoints => ({ started: (name) => append({ folder, started: name }) });
const ends: OperationCheckpoints<DigestTreeResponse> = {
  ended: (state) => append({ ended: state.name, sha256: state.status === 'succeeded' ? state.response.sha256 : '' }),
};

const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
const stored = lines.map((line) => JSON.parse(line) as StoredLine);
const starts = new Map(stored.flatMap((line) => ('started' in line ? [[line.folder, line.started] as const] : [])));
const over = new Set(stored.flatMap((line) => ('ended' in line ? line.ended : [])));
const running = [...starts.values()].filter((name) => !over.has(name));
const rest = folders.filter((folder) => !starts.has(folder));
console.log(JSON.stringify({ skipped: over.size, resumed: running.length, rest: rest.length }));

const start$ = (folder: string): Observable<string | OperationMessage> =>
  client
    .startOperation('rxjs_longrunning.digest.v1.Digester/DigestTree', { path: folder, requestId: folder })
    .pipe(checkpointOperation(started(folder)));

merge(
  from(running).pipe(resumeOperations(client, ends, options)),
  from(rest).pipe(mergeMap(start$, 8), pollUntilDone(client, options), checkpointOperation(ends)),
).subscribe({ complete: () => client.close() });
