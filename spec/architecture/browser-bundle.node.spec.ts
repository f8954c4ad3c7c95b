import { build } from 'esbuild';

describe('the root entry, the operators and the scripted client', () => {
  it('bundle for a browser, from rxjs and the core alone', async () => {
    const { metafile, warnings } = await build({
      stdin: {
        contents: ['src', 'operators', 'src/testing'].map((entry) => `export * from './${entry}/index.js';`).join(''),
        resolveDir: '.',
      },
      bundle: true,
      platform: 'browser',
      format: 'esm',
      metafile: true,
      write: false,
      logLevel: 'silent',
    });
    const strangers = Object.keys(metafile.inputs).filter(
      (file) =>
        !/^(<stdin>|src[/](index[.]ts|(core|testing)[/].*)|operators[/].*|node_modules[/](rxjs|tslib)[/].*)$/.test(
          file,
        ),
    );

    expect(warnings).toEqual([]);
    expect(Object.keys(metafile.inputs).length).toBeGreaterThan(20);
    expect(strangers).toEqual([]);
  });
});
