import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

function statements(file: string): readonly ts.Statement[] {
  return ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true).statements;
}

/** The functions that an entry exports, with the files that they are in. */
function exportedFunctions(entry: string): [name: string, file: string][] {
  return statements(entry).flatMap((statement) => {
    if (!ts.isExportDeclaration(statement) || statement.isTypeOnly) return [];
    if (!statement.exportClause || !ts.isNamedExports(statement.exportClause)) return [];
    const module = (statement.moduleSpecifier as ts.StringLiteral).text;
    const file = join(entry, '..', module.replace(/\.js$/, '.ts'));
    return statement.exportClause.elements
      .filter(({ isTypeOnly }) => !isTypeOnly)
      .map(({ name }): [string, string] => [name.text, file]);
  });
}

/** The text above the first signature of a function. */
function commentOf(name: string, file: string): string {
  const declaration = statements(file).find(
    (statement) => ts.isFunctionDeclaration(statement) && statement.name?.text === name,
  );
  return declaration?.getFullText().split(/^export /m)[0] ?? '';
}

/** What the comment of an operator lacks. */
function lacking(name: string, comment: string): string[] {
  const [, diagram = ''] = /^ \* ```\n([^]*?)^ \* ```\n/m.exec(comment) ?? [];
  const [, example = ''] = /^ \* @example[^]*?^ \* ```ts\n([^]*?)^ \* ```\n/m.exec(comment) ?? [];
  return [
    ...(diagram.includes(`${name}(`) && /-\w/.test(diagram) ? [] : [`${name}: a marble diagram`]),
    ...(example.includes(`${name}(`) ? [] : [`${name}: an @example`]),
  ];
}

describe('the comment of each operator', () => {
  it('has a marble diagram, and an example with the operator in it', () => {
    const operators = exportedFunctions('operators/index.ts');

    expect(operators.length).toBeGreaterThan(9);
    expect(operators.flatMap(([name, file]) => lacking(name, commentOf(name, file)))).toEqual([]);
  });

  it('is told when it has neither', () => {
    const wrong =
      '/**\n * Does it.\n *\n * ```\n * states --r\n * ```\n *\n * @example\n * ```ts\n * other();\n * ```\n */\n';

    expect(lacking('tapOperation', wrong)).toEqual(['tapOperation: a marble diagram', 'tapOperation: an @example']);
  });
});
