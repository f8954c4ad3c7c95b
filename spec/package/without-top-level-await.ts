import ts from 'typescript';

/** CommonJS has no top-level await: all but the imports moves into a function. */
export function withoutTopLevelAwait(code: string): string {
  const file = ts.createSourceFile('pipeline.ts', code, ts.ScriptTarget.Latest);
  const [imports, rest] = [true, false].map((wanted) =>
    file.statements
      .filter((statement) => ts.isImportDeclaration(statement) === wanted)
      .map((statement) => statement.getFullText(file))
      .join('\n'),
  );
  return `${imports}\nvoid (async () => {${rest}\n})();\n`;
}
