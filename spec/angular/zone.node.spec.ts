import { build } from 'esbuild';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { filesBelow } from '../support/code-blocks.js';
import { run } from '../support/run.js';

describe('The specs of rxjs-longrunning/angular', () => {
  let folder: string;

  // In the project's folder, for its packages.
  beforeEach(async () => {
    folder = await mkdtemp('.examples-');
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('hold with zone.js, too', async () => {
    const specs = filesBelow('spec/angular', '.spec.ts').filter((file) => !file.endsWith('.node.spec.ts'));
    // zone.js patches what it finds, so it has a process of its own; it cannot patch async functions, which Angular's
    // own build turns into generators, too.
    await build({
      stdin: { contents: specs.map((file) => `import './${file}';`).join('\n'), resolveDir: '.' },
      outfile: join(folder, 'with-zone.spec.js'),
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      supported: { 'async-await': false },
      ignoreAnnotations: true,
    });
    await writeFile(
      join(folder, 'jasmine.json'),
      JSON.stringify({ spec_dir: folder, spec_files: ['*.spec.js'], env: { failSpecWithNoExpectations: true } }),
    );
    const jasmineBin = 'node_modules/jasmine/bin/jasmine.js';
    const config = `--config=${join(folder, 'jasmine.json')}`;

    const printed = await run(process.execPath, ['--import', 'zone.js/node', jasmineBin, config], '.');

    expect(specs.length).toBeGreaterThan(5);
    expect(printed).toMatch(/[1-9]\d specs, 0 failures/);
  }, 60_000);
});
