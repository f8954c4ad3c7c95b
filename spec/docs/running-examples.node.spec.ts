import { transform } from 'esbuild';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { CodeBlock } from '../support/code-blocks.js';
import { codeBlocks, examples, takesClient } from '../support/code-blocks.js';
import type { ExampleRun } from '../support/example-runner.js';

/** The examples that cannot run here, by a part of their code, and why. */
const NOT_RUN = [
  { file: 'docs/polling.md', part: 'fromEvent(document', why: 'there is no document in Node' },
  { file: 'docs/polling.md', part: 'declare const metadataType', why: 'it has a type without a value' },
  {
    file: 'src/angular/provide-operations-testing.ts',
    part: 'TestBed',
    why: 'there is no test environment of Angular',
  },
];

const isNotRun = ({ file, code }: CodeBlock): boolean =>
  NOT_RUN.some((example) => example.file === file && code.includes(example.part));

/** As Angular and NestJS have their decorators. */
const tsconfigRaw = { compilerOptions: { experimentalDecorators: true } };

/** Angular's packages want its compiler, unless a build has compiled them. */
const flagsOf = ({ code }: CodeBlock): string[] =>
  code.includes('@angular/') ? ['--import', '@angular/compiler'] : [];

/** For the examples that run in one process, in ms. */
const LIMIT = 50_000;

const run = promisify(execFile);
const titleOf = ({ file, line }: CodeBlock): string => `${file}, line ${line}`;

/** What became of each, in their order. */
async function runAll(folder: string, blocks: readonly CodeBlock[]): Promise<ExampleRun[]> {
  const modules = blocks.map((block, index) => `${index}${takesClient(block) ? '.given' : ''}.ts`);
  await Promise.all(
    blocks.map(({ line, code }, index) =>
      // The lines of a stack trace are those of the file that the example is from.
      writeFile(join(folder, modules[index]!), `${'\n'.repeat(line - 1)}${code}\nexport {};\n`),
    ),
  );
  const runner = ['--import', 'tsx', resolve('spec/support/example-runner.ts'), 'runs.json', ...modules];
  await run(process.execPath, runner, { cwd: folder, timeout: LIMIT });
  const runs = JSON.parse(await readFile(join(folder, 'runs.json'), 'utf8')) as Record<string, ExampleRun>;
  return modules.map((module) => runs[module] ?? { ended: false, printed: [], errors: ['one before it never ended'] });
}

describe('the examples, when they are run,', () => {
  let folder: string;

  // In the project's folder, so that 'rxjs-longrunning' is what was built here.
  beforeAll(async () => {
    folder = await mkdtemp('.examples-');
  });

  afterAll(() => rm(folder, { recursive: true }));

  for (const block of codeBlocks('README.md')) {
    it(`run to their end: ${titleOf(block)}`, async () => {
      const file = `README.${block.line}.js`;
      await writeFile(join(folder, file), (await transform(block.code, { loader: 'ts', tsconfigRaw })).code);
      // A process of its own shows that nothing keeps it alive, and rejects with what it wrote when it throws.
      const ran = run(process.execPath, [...flagsOf(block), file], { cwd: folder, timeout: 50_000 });
      await expectAsync(ran).toBeResolved();
    }, 60_000);
  }

  describe('of docs/ and the doc comments', () => {
    const blocks = examples().filter((block) => !isNotRun(block));
    let runs: readonly ExampleRun[];

    beforeAll(async () => {
      runs = await runAll(folder, blocks);
    }, 60_000);

    for (const [index, block] of blocks.entries()) {
      it(`run to their end, without a complaint: ${titleOf(block)}`, () => {
        expect(runs[index]).toEqual({ ended: true, printed: jasmine.any(Array), errors: [] });
        if (block.file.startsWith('operators/')) expect(runs[index]?.printed).not.toEqual([]);
      });
    }
  });

  it('that cannot run here are there', () => {
    const all = examples();

    expect(
      NOT_RUN.filter(({ file, part }) => !all.some((block) => block.file === file && block.code.includes(part))),
    ).toEqual([]);
  });

  it('are told when they throw, complain, break off or never end', async () => {
    const wrong = [
      "client.getOperation({ name: 'operations/1' }).subscribe(({ done }) => console.log(done));",
      "setImmediate(() => { throw new Error('late'); });",
      "console.log('before'); throw new Error('at once');",
      "client.getOperation({ name: 'operations/none' }).subscribe();",
      "console.warn('careful');",
      'await new Promise(() => {});',
      // What the limit does to it, at once.
      "setInterval(() => {}, 1_000); process.kill(process.pid, 'SIGTERM');",
      "console.log('not begun');",
    ];
    const inner = await mkdtemp(join(folder, 'wrong-'));

    const runs = await runAll(
      inner,
      wrong.map((code) => ({ file: 'docs/wrong.md', line: 1, code })),
    );

    expect(runs).toEqual([
      { ended: true, printed: ['false'], errors: [] },
      { ended: true, printed: [], errors: [jasmine.stringContaining('late')] },
      { ended: false, printed: ['before'], errors: [jasmine.stringContaining('at once')] },
      { ended: true, printed: [], errors: [jasmine.stringContaining('NOT_FOUND')] },
      { ended: true, printed: [], errors: ['careful'] },
      { ended: false, printed: [], errors: [] },
      { ended: false, printed: [], errors: [] },
      { ended: false, printed: [], errors: ['one before it never ended'] },
    ]);
  }, 60_000);
});
