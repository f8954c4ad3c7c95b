import { build } from 'esbuild';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import type { Observable } from 'rxjs';
import { BehaviorSubject, concat, defer, first, ignoreElements, mergeMap, NEVER, of } from 'rxjs';
import type { OperationMessage } from '../../src/index.js';
import type { InMemoryOperations } from '../../src/server/index.js';
import { loadDigester } from '../../src/server/index.js';
import type { StoredLine } from '../support/checkpointed-pipeline.js';
import { grpcFixture } from '../support/grpc-fixture.js';
import { tempDir } from '../support/server-temp-dir.js';

const FOLDERS = Array.from({ length: 200 }, (_, i) => `folder-${i}`);

/** An operation ends when so many more were started: more than are started at once, so that some always run. */
const LAG = 20;

type Call = 'start' | 'poll';

/** What the store of the program holds. */
interface Stored {
  /** Names by folder. */
  readonly started: readonly (readonly [folder: string, name: string])[];
  /** Digests by name. */
  readonly ended: readonly (readonly [name: string, sha256: string])[];
}

/** When the program is killed, in turn: at a call that the server has carried out, and never answers. */
const KILLS: readonly ((call: Call, store: Stored) => boolean)[] = [
  // The operation runs, and its name is stored nowhere.
  (call, { started }) => call === 'start' && started.length >= 40,
  (call, { ended }) => call === 'poll' && ended.length >= 50,
  (call, { ended }) => call === 'poll' && ended.length >= 85,
  (call, { ended }) => call === 'poll' && ended.length >= 120,
  (call, { started }) => call === 'poll' && started.length === FOLDERS.length,
];

describe('checkpointOperation and resumeOperations, in a program that is killed again and again', () => {
  const fixture = grpcFixture();
  let home: string;

  // In the project's folder, so that the program finds its packages.
  beforeEach(async () => {
    home = await mkdtemp('.examples-');
  });

  afterEach(() => rm(home, { recursive: true }));

  const stored = (): Stored => {
    const file = join(home, 'store.jsonl');
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    const lines = text.split('\n').flatMap((line) => (line === '' ? [] : (JSON.parse(line) as StoredLine)));
    return {
      started: lines.flatMap((line) => ('started' in line ? [[line.folder, line.started] as const] : [])),
      ended: lines.flatMap((line) => ('ended' in line ? [[line.ended, line.sha256] as const] : [])),
    };
  };

  /** A server of digests, and what the program that calls it is to be killed with. */
  const serve = async (operations: InMemoryOperations): Promise<{ target: string; attach(kill: () => void): void }> => {
    const root = await tempDir(fixture);
    for (const folder of FOLDERS) {
      await mkdir(join(root, folder));
      await writeFile(join(root, folder, 'file'), folder);
    }
    const kills = [...KILLS];
    let kill: (() => void) | undefined;
    const answer$ = (call: Call, message: OperationMessage): Observable<OperationMessage> => {
      if (kill && !kills[0]?.(call, stored())) return of(message);
      if (kill) kills.shift();
      kill?.();
      kill = undefined;
      return NEVER;
    };
    const get = operations.getOperation.bind(operations);
    spyOn(operations, 'getOperation').and.callFake((request) =>
      get(request).pipe(mergeMap((message) => answer$('poll', message))),
    );
    const digester = await loadDigester({ operations, root });
    const methods = Object.entries(digester.methods).map(([name, method]) => [
      name,
      (request: object) => method(request).pipe(mergeMap((message) => answer$('start', message))),
    ]);
    const services = [{ ...digester, methods: Object.fromEntries(methods) as typeof digester.methods }];
    const { target } = await fixture.serve({ operations, services });
    return { target, attach: (next) => (kill = next) };
  };

  /** How often starts were asked for, and the work of each request begun; it is held until `LAG` more have begun. */
  const countStarts = (operations: InMemoryOperations): { counts: Map<unknown, number>; asked: () => number } => {
    const counts = new Map<unknown, number>();
    const begun$ = new BehaviorSubject(0);
    const start = operations.start.bind(operations);
    const spy = spyOn(operations, 'start').and.callFake((work, types, options) => {
      const counted$ = defer(() => {
        counts.set(options?.requestId, (counts.get(options?.requestId) ?? 0) + 1);
        const due = Math.min(counts.size + LAG, FOLDERS.length);
        begun$.next(counts.size);
        const held$ = begun$.pipe(
          first((begun) => begun >= due),
          ignoreElements(),
        );
        return concat(held$, work);
      });
      return start(counted$, types, options);
    });
    return { counts, asked: () => spy.calls.count() };
  };

  it('each of 200 operations is started once and awaited once, and has its response', async () => {
    const program = resolve(home, 'program.js');
    const entryPoints = ['spec/support/checkpointed-pipeline.ts'];
    await build({ entryPoints, outfile: program, bundle: true, packages: 'external', platform: 'node', format: 'esm' });
    const operations = fixture.store();
    const { counts, asked } = countStarts(operations);
    const { target, attach } = await serve(operations);

    const ends: unknown[] = [];
    for (const run of [...KILLS, undefined].keys()) {
      const before = stored();
      const child = spawn(process.execPath, [program, target, 'store.jsonl', ...FOLDERS], { cwd: home });
      fixture.closeLater(() => child.kill('SIGKILL'));
      attach(() => child.kill('SIGKILL'));
      const closed = once(child, 'close') as Promise<[code: number | null, signal: string | null]>;
      const [plan, errors] = await Promise.all([textOf(child.stdout), textOf(child.stderr)]);
      const [code, signal] = await closed;
      ends.push(signal ?? code);

      expect(errors).toBe('');
      expect(JSON.parse(plan)).toEqual({
        skipped: before.ended.length,
        resumed: before.started.length - before.ended.length,
        rest: FOLDERS.length - before.started.length,
      });
      // So that the runs show what they are for.
      if (run > 0) expect(before.started.length).toBeGreaterThan(before.ended.length);
      if (run > 1) expect(before.ended.length).toBeGreaterThan(0);
    }

    expect(ends).toEqual([...KILLS.map(() => 'SIGKILL'), 0]);
    expect(counts.size).toBe(FOLDERS.length);
    expect(new Set(counts.values())).toEqual(new Set([1]));
    // Some were asked for again, as their names had been lost.
    expect(asked()).toBeGreaterThan(FOLDERS.length);

    const { started, ended } = stored();
    expect(started.map(([folder]) => folder).sort()).toEqual(FOLDERS.toSorted());
    expect(ended.map(([name]) => name).sort()).toEqual(started.map(([, name]) => name).sort());
    const digests = new Map(ended);
    for (const [folder, name] of started) expect(digests.get(name)).withContext(folder).toBe(digestOf(folder));
  }, 60_000);
});

/** The digest of a folder with one file whose content is the folder's name, as digester.proto has it. */
function digestOf(folder: string): string {
  return sha256(`${sha256(folder)}  ./file\0`);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
