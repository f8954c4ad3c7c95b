import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeBlocks } from '../support/code-blocks.js';
import { run } from '../support/run.js';
import { consumer, GRPC_PEERS, install } from './consumer.js';

const MINUTES = 60_000;

/** How the two common kinds of projects find modules. */
const RESOLUTIONS = [
  { module: 'nodenext', moduleResolution: 'nodenext' },
  { module: 'esnext', moduleResolution: 'bundler' },
];

describe("the types, seen from README's pipeline", () => {
  let folder: string;

  beforeAll(async () => {
    folder = await consumer([...GRPC_PEERS, '@types/node']);
    await writeFile(join(folder, 'pipeline.ts'), codeBlocks('README.md')[0]?.code ?? '');
    await writeFile(
      join(folder, 'wrong.ts'),
      "import { exponentialThenFixed } from 'rxjs-longrunning';\nexponentialThenFixed({ interval: 'often' });\n",
    );
  }, 5 * MINUTES);

  for (const version of ['5.9.3', '6.0', '7.0']) {
    describe(`by TypeScript ${version}`, () => {
      let tsc: string;

      async function check(file: string, resolution: (typeof RESOLUTIONS)[number]): Promise<string> {
        const compilerOptions = {
          ...resolution,
          target: 'es2022',
          lib: ['es2023'],
          types: ['node'],
          strict: true,
          exactOptionalPropertyTypes: true,
          noEmit: true,
          skipLibCheck: false,
        };
        const project = `tsconfig.${resolution.module}.${version}.${file}.json`;
        await writeFile(join(folder, project), JSON.stringify({ compilerOptions, files: [file] }));
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

      for (const resolution of RESOLUTIONS) {
        it(
          `check with the modules of ${resolution.module}, libraries included`,
          async () => {
            expect(await check('pipeline.ts', resolution)).toBe('');
          },
          2 * MINUTES,
        );

        it(
          `refuse a mistake with the modules of ${resolution.module}`,
          async () => {
            await expectAsync(check('wrong.ts', resolution)).toBeRejectedWithError(/wrong[.]ts.*TS2322/);
          },
          2 * MINUTES,
        );
      }
    });
  }
});
