import { resolve } from 'node:path';
import ts from 'typescript';
import type { CodeBlock } from '../support/code-blocks.js';
import { codeBlocks, examples, takesClient } from '../support/code-blocks.js';

const readme = codeBlocks('README.md');
const others = examples();

/** What an example outside of README.md may take for granted. */
const GIVEN = "declare const client: import('rxjs-longrunning').OperationsClient;";

/** A file that exists for the compiler alone, beside the one that the block is from, with the same line numbers. */
function asModule(block: CodeBlock): [path: string, text: string] {
  const { file, line, code } = block;
  return [
    resolve(`${file}.${line}.ts`),
    `${'\n'.repeat(line - 1)}${code}\nexport {};${takesClient(block) ? GIVEN : ''}`,
  ];
}

function compile(blocks: readonly CodeBlock[]): string[] {
  const modules = new Map(blocks.map(asModule));
  const { config } = ts.readConfigFile('tsconfig.json', (path) => ts.sys.readFile(path)) as { config: object };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.');
  const host = ts.createCompilerHost(options);
  const fileExists = host.fileExists.bind(host);
  const getSourceFile = host.getSourceFile.bind(host);
  host.fileExists = (path) => modules.has(path) || fileExists(path);
  host.getSourceFile = (path, language) => {
    const text = modules.get(path);
    return text === undefined ? getSourceFile(path, language) : ts.createSourceFile(path, text, language);
  };
  const program = ts.createProgram([...modules.keys()], { ...options, noEmit: true }, host);
  // Of the examples alone: what they import is checked by `npm run typecheck`.
  const diagnostics = [...modules.keys()].flatMap((path) =>
    ts.getPreEmitDiagnostics(program, program.getSourceFile(path)),
  );
  return diagnostics.map(({ file, start = 0, messageText }) => {
    const { line } = file ? ts.getLineAndCharacterOfPosition(file, start) : { line: 0 };
    const name = file?.fileName.replace(/\.\d+\.ts$/, '') ?? 'the examples';
    return `${name}:${line + 1}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

describe('the examples', () => {
  it('of README.md, docs/ and the doc comments compile', () => {
    expect(readme.length).toBeGreaterThan(0);
    expect(others.length).toBeGreaterThan(10);
    expect(compile([...readme, ...others])).toEqual([]);
  }, 60_000);

  it('would not compile with a mistake in them, and the line is told', () => {
    const wrong = { file: 'README.md', line: 7, code: "import { nothing } from 'rxjs-longrunning';\nnothing();\n" };

    expect(compile([wrong])).toEqual([jasmine.stringMatching(/README\.md:7: Module '"rxjs-longrunning"' has no/)]);
  }, 60_000);
});
