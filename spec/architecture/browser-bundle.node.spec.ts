import { build } from 'esbuild';

describe('the root entry and the operators', () => {
  it('bundle for a browser, from rxjs and the core alone', async () => {
    const { metafile, warnings } = await build({
      stdin: { contents: "export * from './src/index.js'; export * from './operators/index.js';", resolveDir: '.' },
      bundle: true,
      platform: 'browser',
      format: 'esm',
      metafile: true,
      write: false,
      logLevel: 'silent',
    });
    const strangers = Object.keys(metafile.inputs).filter(
      (file) => !/^(<stdin>|src[/](index[.]ts|core[/].*)|operators[/].*|node_modules[/](rxjs|tslib)[/].*)$/.test(file),
    );

    expect(warnings).toEqual([]);
    expect(Object.keys(metafile.inputs).length).toBeGreaterThan(20);
    expect(strangers).toEqual([]);
  });
});
