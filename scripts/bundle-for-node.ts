/** Bundles what tsc made of each entry for Node, as ES modules and in CommonJS: Node reads few files faster than many. */
import { build } from 'esbuild';
import { cp, readFile, writeFile } from 'node:fs/promises';

const { exports } = JSON.parse(await readFile('package.json', 'utf8')) as {
  readonly exports: Readonly<Record<string, string | { readonly node?: string; readonly default: string }>>;
};

const { metafile } = await build({
  entryPoints: Object.values(exports).flatMap((entry) =>
    typeof entry === 'object' && entry.node !== undefined ? [entry.default] : [],
  ),
  bundle: true,
  // What entries share lies in chunks, so that no class is there twice.
  splitting: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: true,
  outbase: 'dist',
  outdir: 'dist/node',
  metafile: true,
  logLevel: 'warning',
});

// esbuild splits ES modules alone, so each file of those is translated.
await build({
  entryPoints: Object.keys(metafile.outputs).filter((file) => file.endsWith('.js')),
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  // Jest has no import() in CommonJS. All that the entries load when it is needed can be required.
  supported: { 'dynamic-import': false },
  // For createRequire, which takes a path, too.
  define: { 'import.meta.url': '__filename' },
  sourcemap: true,
  outbase: 'dist/node',
  outdir: 'dist/cjs',
  logLevel: 'warning',
});
await writeFile('dist/cjs/package.json', '{ "type": "commonjs" }\n');

// Beside them, TypeScript takes the same declarations for those of CommonJS.
for (const folder of ['src', 'operators']) {
  await cp(`dist/${folder}`, `dist/cjs/${folder}`, {
    recursive: true,
    filter: (file) => !/[.](js|map)$/.test(file) && !/^dist.src.cli/.test(file),
  });
}
