import { build, transform } from 'esbuild';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeBlocks } from '../support/code-blocks.js';
import { run } from '../support/run.js';
import { consumer, emptyFolder, GRPC_PEERS, nodeBinary, REQUIRE, SERVER_PEERS } from './consumer.js';
import { withoutTopLevelAwait } from './without-top-level-await.js';

const MINUTES = 60_000;
const SHA256 = /^[0-9a-f]{64}$/m;

describe("README's pipeline", () => {
  const code = codeBlocks('README.md')[0]?.code ?? '';
  let consumerFolder: string;
  let bundledFolder: string;
  let folder: string;

  async function bundle(text: string, format: 'esm' | 'cjs', file: string, resolveDir = bundledFolder): Promise<void> {
    const { warnings } = await build({
      stdin: { contents: text, loader: 'ts', resolveDir },
      bundle: true,
      platform: 'node',
      target: 'node20',
      format,
      outfile: join(folder, file),
      logLevel: 'silent',
      ...(format === 'esm' && { banner: { js: REQUIRE } }),
    });
    expect(warnings.map((warning) => warning.text)).toEqual([]);
  }

  beforeAll(async () => {
    consumerFolder = await consumer(GRPC_PEERS);
    bundledFolder = await consumer(SERVER_PEERS);
    folder = await emptyFolder();
    await writeFile(join(consumerFolder, 'pipeline.js'), (await transform(code, { loader: 'ts' })).code);
    const required = await transform(withoutTopLevelAwait(code), { loader: 'ts', format: 'cjs' });
    await writeFile(join(consumerFolder, 'pipeline.cjs'), required.code);
  }, 5 * MINUTES);

  it(
    'needs the packages of gRPC, and what reads JSON, in a bundle without the server to try it on',
    async () => {
      const client = "loadOperationsClient({ target: 'localhost:1' }).then((client) => client.close())";
      const text = `import { loadOperationsClient } from 'rxjs-longrunning/grpc';\nvoid ${client};\n`;
      // A bundler follows the import that loadMessageTypes makes when it is called.
      await bundle(text, 'esm', 'client.mjs', await consumer([...GRPC_PEERS, '@bufbuild/protobuf']));

      expect(await run(process.execPath, ['client.mjs'], folder)).toBe('');
    },
    5 * MINUTES,
  );

  for (const major of [20, 22, 24]) {
    describe(`on Node ${major}`, () => {
      let node: string;

      beforeAll(async () => {
        node = await nodeBinary(major);
      }, 5 * MINUTES);

      it(
        'runs on that Node indeed',
        async () => {
          expect(await run(node, ['--version'], folder)).toMatch(new RegExp(`^v${major}[.]`));
        },
        MINUTES,
      );

      for (const file of ['pipeline.js', 'pipeline.cjs']) {
        it(
          `runs with the package installed, as ${file}`,
          async () => {
            expect(await run(node, [join(consumerFolder, file)], folder)).toMatch(SHA256);
          },
          MINUTES,
        );
      }

      it(
        'runs as one file, an ES module',
        async () => {
          await bundle(code, 'esm', `${major}.mjs`);

          expect(await run(node, [`${major}.mjs`], folder)).toMatch(SHA256);
        },
        MINUTES,
      );

      it(
        'runs as one file, a CommonJS module',
        async () => {
          await bundle(withoutTopLevelAwait(code), 'cjs', `${major}.cjs`);

          expect(await run(node, [`${major}.cjs`], folder)).toMatch(SHA256);
        },
        MINUTES,
      );
    });
  }
});
