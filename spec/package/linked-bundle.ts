import type { BuildOptions, Metafile, Plugin } from 'esbuild';
import { build } from 'esbuild';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

interface Babel {
  transformAsync(code: string, options: object): Promise<{ readonly code: string }>;
}

/**
 * Bundles a program of a folder as Angular's own builder does: linked, so that Angular's libraries, which are published
 * half compiled, need no compiler when they run. It fails for a module that is not there, and warns of nothing.
 */
export async function linkedBundle(folder: string, options: BuildOptions): Promise<Metafile> {
  const { metafile, warnings } = await build({
    ...options,
    absWorkingDir: folder,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    define: { ngDevMode: 'false', ngJitMode: 'false' },
    plugins: [await linker(folder)],
    metafile: true,
    logLevel: 'silent',
  });
  expect(warnings).toEqual([]);
  return metafile;
}

/** The linker of the Angular that is installed in a folder. */
async function linker(folder: string): Promise<Plugin> {
  const babel = createRequire(join(folder, 'package.json')).resolve('@babel/core');
  const { transformAsync } = (await import(pathToFileURL(babel).href)) as Babel;
  const options = { cwd: folder, plugins: ['@angular/compiler-cli/linker/babel'], compact: false };
  return {
    name: 'linker',
    setup: ({ onLoad }) => {
      onLoad({ filter: /[/]@angular[/].*[.]mjs$/ }, async ({ path }) => ({
        contents: (await transformAsync(await readFile(path, 'utf8'), { ...options, filename: path })).code,
      }));
    },
  };
}
