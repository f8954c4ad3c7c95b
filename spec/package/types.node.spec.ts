import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeBlocks } from '../support/code-blocks.js';
import { run } from '../support/run.js';
import { consumer, GRPC_PEERS, install } from './consumer.js';
import { withoutTopLevelAwait } from './without-top-level-await.js';

const MINUTES = 60_000;

interface Project {
  readonly module: string;
  readonly moduleResolution: string;
  readonly extension: 'ts' | 'cts';
  readonly versions?: readonly string[];
}

/** How the common kinds of projects find modules: of ES modules, and of CommonJS with and without "exports". */
const PROJECTS: readonly Project[] = [
  { module: 'nodenext', moduleResolution: 'nodenext', extension: 'ts' },
  { module: 'esnext', moduleResolution: 'bundler', extension: 'ts' },
  { module: 'node16', moduleResolution: 'node16', extension: 'cts' },
  { module: 'commonjs', moduleResolution: 'node10', extension: 'cts', versions: ['5.9.3'] },
];

describe("the types, seen from README's pipeline", () => {
  let folder: string;

  beforeAll(async () => {
    folder = await consumer([...GRPC_PEERS, '@types/node']);
    const code = codeBlocks('README.md')[0]?.code ?? '';
    await writeFile(join(folder, 'pipeline.ts'), code);
    await writeFile(join(folder, 'pipeline.cts'), withoutTopLevelAwait(code));
    const wrong =
      "import { exponentialThenFixed } from 'rxjs-longrunning';\nexponentialThenFixed({ interval: 'often' });\n";
    for (const extension of ['ts', 'cts']) await writeFile(join(folder, `wrong.${extension}`), wrong);
  }, 5 * MINUTES);

  for (const version of ['5.9.3', '6.0', '7.0']) {
    describe(`by TypeScript ${version}`, () => {
      let tsc: string;

      async function check(name: string, { module, moduleResolution, extension }: Project): Promise<string> {
        const compilerOptions = {
          module,
          moduleResolution,
          target: 'es2022',
          lib: ['es2023'],
          types: ['node'],
          strict: true,
          exactOptionalPropertyTypes: true,
          noEmit: true,
          skipLibCheck: false,
        };
        const project = `tsconfig.${module}.${version}.${name}.json`;
        await writeFile(join(folder, project), JSON.stringify({ compilerOptions, files: [`${name}.${extension}`] }));
        return run(process.execPath, [tsc, '-p', project], folder);
      }

      beforeAll(async () => {
        tsc = join(await install([`typescript@${version}`]), 'node_modules', 'typescript', 'bin', 'tsc');
      }, 5 * MINUTES);

      it(
        'are of that TypeScript indeed',
        async () => {
          expect(await run(process.execPath, [tsc, '--version'], folder)).toContain(`Version ${version}`);
        },
        MINUTES,
      );

      for (const project of PROJECTS.filter(({ versions }) => versions?.includes(version) ?? true)) {
        it(
          `check with the modules of ${project.module}, libraries included`,
          async () => {
            expect(await check('pipeline', project)).toBe('');
          },
          2 * MINUTES,
        );

        it(
          `refuse a mistake with the modules of ${project.module}`,
          async () => {
            await expectAsync(check('wrong', project)).toBeRejectedWithError(/wrong[.]c?ts.*TS2322/);
          },
          2 * MINUTES,
        );
      }
    });
  }
});
