/** Bundles what tsc made of each entry that has a `node` condition: Node reads few files faster than many. */
import { build } from 'esbuild';
import { readFile } from 'node:fs/promises';

const { exports } = JSON.parse(await readFile('package.json', 'utf8')) as {
  readonly exports: Readonly<Record<string, string | { readonly node?: string; readonly default: string }>>;
};

await build({
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
  logLevel: 'warning',
});
