import { transform } from 'esbuild';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { concat, defer, finalize, lastValueFrom, Subject } from 'rxjs';
import { digestFolders$, percentOf as percentOfAll } from '../../examples/digest-many-folders.js';
import { digesterProto, loadDigester } from '../../src/server/index.js';
import { grpcFixture } from '../support/grpc-fixture.js';

const run = promisify(execFile);

describe('the pipelines of examples/', () => {
  const fixture = grpcFixture();
  let scripts: string;
  let data: string;

  beforeEach(async () => {
    // In the project's folder, so that 'rxjs-longrunning' is what was built here.
    scripts = await mkdtemp('.examples-');
    data = await mkdtemp(join(tmpdir(), 'longrunning-spec-'));
  });

  afterEach(() => Promise.all([scripts, data].map((folder) => rm(folder, { recursive: true }))));

  /** The lines that an example prints, in a process of its own: nothing keeps it alive, and it writes no warnings. */
  const linesOf = async (example: string, ...args: string[]): Promise<string[]> => {
    const { code } = await transform(await readFile(`examples/${example}.ts`, 'utf8'), { loader: 'ts' });
    const script = join(process.cwd(), scripts, `${example}.js`);
    await writeFile(script, code);
    const { stdout, stderr } = await run(process.execPath, [script, ...args], { cwd: data, timeout: 50_000 });
    expect(stderr).toBe('');
    return stdout.trimEnd().split('\n');
  };

  /** Folders of which each has one file more than the one before. */
  const folders = async (count: number): Promise<string[]> => {
    const names = Array.from({ length: count }, (_, index) => `folder-${index}`);
    for (const [index, name] of names.entries()) {
      await mkdir(join(data, name));
      for (let file = 0; file <= index; file++) await writeFile(join(data, name, `${file}.txt`), name.repeat(file));
    }
    return names;
  };

  /** The arithmetic that digester.proto writes down, done by others. */
  const systemDigest = async (name: string): Promise<string> => {
    const pipeline = 'cd "$0" && find . -type f -print0 | LC_ALL=C sort -z | xargs -r0 sha256sum -z | sha256sum';
    return (await run('sh', ['-c', pipeline, join(data, name)])).stdout.slice(0, 64);
  };

  const percentOf = (line = ''): number => Number(/^(\d+) %/.exec(line)?.[1]);

  it('digest-many-folders prints the digest of each folder, and a progress that only grows, up to all', async () => {
    const names = await folders(9);

    const lines = await linesOf('digest-many-folders', ...names);

    const digests = names.map(async (name) => `${await systemDigest(name)}  ${name}`);
    expect(lines.slice(-9).toSorted()).toEqual((await Promise.all(digests)).toSorted());
    const percents = lines.slice(0, -9).map(percentOf);
    expect(percents).toEqual(percents.toSorted((a, b) => a - b));
    expect(lines.at(-10)).toBe('100 %, 45 files');
  }, 60_000);

  it('digest-many-folders has four operations at once on the server, and never more', async () => {
    const names = await folders(9);
    const operations = fixture.store();
    const running = { now: 0, most: 0 };
    // The first ones are held until there are four, so that none is over before another begins.
    const four$ = new Subject<never>();
    const start = operations.start.bind(operations);
    spyOn(operations, 'start').and.callFake((work, types) =>
      start(
        defer(() => {
          running.most = Math.max(running.most, ++running.now);
          if (running.now === 4) four$.complete();
          return concat(four$, work).pipe(finalize(() => running.now--));
        }),
        types,
      ),
    );
    const services = [await loadDigester({ operations, root: data })];
    const { target } = await fixture.serve({ operations, services });
    const client = await fixture.connect(target, { protos: [digesterProto], loader: { longs: Number } });

    const latest = await lastValueFrom(digestFolders$(client, names));

    expect(percentOfAll(latest, names)).toBe(100);
    expect(operations.start).toHaveBeenCalledTimes(9);
    expect(running).toEqual({ now: 0, most: 4 });
  }, 60_000);

  it('watch-and-cancel cancels at 30 % or above, and prints that the server has cancelled', async () => {
    // Takes no room on the disk, and seconds to digest.
    await writeFile(join(data, 'large'), '');
    await truncate(join(data, 'large'), 4 * 1024 ** 3);

    const lines = await linesOf('watch-and-cancel');

    const running = lines.filter((line) => line.endsWith(': running')).map(percentOf);
    expect(running.length).toBe(lines.length - 2);
    expect(running.findIndex((percent) => percent >= 30)).toBeGreaterThan(0);
    expect(percentOf(lines.at(-2))).toBeGreaterThanOrEqual(30);
    expect(percentOf(lines.at(-2))).toBeLessThan(100);
    expect(lines.at(-2)).toMatch(/: cancelled$/);
    expect(lines.at(-1)).toMatch(/^Operation "operations\/.*" was cancelled: /);
  }, 60_000);
});
