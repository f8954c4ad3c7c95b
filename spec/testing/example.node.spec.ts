import { build } from 'esbuild';
import { codeBlocks } from '../support/code-blocks.js';

/** Runs an example against the sources: rejects as it throws. */
async function runExample(code: string): Promise<void> {
  const { outputFiles } = await build({
    stdin: { contents: code, loader: 'ts', resolveDir: '.' },
    alias: { 'rxjs-longrunning': './src/index.ts', 'rxjs-longrunning/testing': './src/testing/index.ts' },
    bundle: true,
    // package.json says that no module has side effects, and an example has nothing else.
    ignoreAnnotations: true,
    platform: 'node',
    format: 'esm',
    write: false,
  });
  await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0]!.contents).toString('base64')}`);
}

describe('the examples of scriptedOperations', () => {
  const examples = codeBlocks('src/testing/scripted-operations.ts');

  it('run to their end', async () => {
    expect(examples.length).toBe(2);
    for (const { code } of examples) await expectAsync(runExample(code)).toBeResolved();
  });

  it('would fail if the marbles were others', async () => {
    const wrong = examples[0]!.code.replace("c: 'painted' }", "c: 'dry' }");

    expect(wrong).not.toBe(examples[0]!.code);
    await expectAsync(runExample(wrong)).toBeRejectedWithError(/'dry'/);
  });
});
