import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../support/run.js';
import { nestProject } from './nest-project.js';

const MINUTES = 60_000;

/** What the CLI has written into `tsconfig.json`: now, and in the first versions of its templates for NestJS 11. */
const MODULES = [
  { module: 'nodenext', moduleResolution: 'nodenext', resolvePackageJsonExports: true },
  { module: 'commonjs' },
];

interface Report {
  readonly testResults: readonly { readonly assertionResults: readonly { readonly fullName: string }[] }[];
}

describe('An application of NestJS 11 as its CLI makes it, with the package installed,', () => {
  let folder: string;

  /** The tests that Jest ran, which passed all: it exits with 1 otherwise. */
  async function tested(...args: readonly string[]): Promise<readonly string[]> {
    const jest = join('node_modules', 'jest', 'bin', 'jest.js');
    const report = JSON.parse(await run(process.execPath, [jest, '--json', ...args], folder)) as Report;
    return report.testResults
      .flatMap(({ assertionResults }) => assertionResults.map(({ fullName }) => fullName))
      .sort();
  }

  beforeAll(async () => {
    folder = await nestProject();
  }, 5 * MINUTES);

  it(
    'is one of NestJS 11 indeed',
    async () => {
      const manifest = await readFile(join(folder, 'node_modules', '@nestjs', 'core', 'package.json'), 'utf8');
      expect((JSON.parse(manifest) as { version: string }).version).toMatch(/^11[.]/);
    },
    MINUTES,
  );

  for (const modules of MODULES) {
    it(
      `compiles, and passes its tests and those of a module that polls: ${modules.module}`,
      async () => {
        const file = join(folder, 'tsconfig.json');
        const { compilerOptions } = JSON.parse(await readFile(file, 'utf8')) as { compilerOptions: object };
        const rest = { ...compilerOptions, module: undefined, moduleResolution: undefined };
        const options = { ...rest, resolvePackageJsonExports: undefined, ...modules };
        await writeFile(file, JSON.stringify({ compilerOptions: options }));

        const tsc = join('node_modules', 'typescript', 'bin', 'tsc');
        expect(await run(process.execPath, [tsc, '-p', 'tsconfig.json', '--noEmit'], folder)).toBe('');
        expect(await tested()).toEqual([
          'AppController root should return "Hello World!"',
          'ReportsService polls until the report is there',
        ]);
        expect(await tested('--config', './test/jest-e2e.json')).toEqual([
          'reports (e2e) answers 404 for one that is not known',
          'reports (e2e) answers with the response of an operation behind, over gRPC',
        ]);
      },
      3 * MINUTES,
    );
  }
});
