import { readFileSync } from 'node:fs';
import ts from 'typescript';

/** A rule that a spec shows; its line in docs/cases.md. */
export interface BehaviourCase {
  readonly number: number;
  /** What the titles of its specs carry: one name, or one for each part of the rule. */
  readonly names: readonly string[];
}

/** The cases in the tables of a page: the first cell has the number, the second the names, in backticks. */
export function behaviourCases(page: string): BehaviourCase[] {
  return Array.from(page.matchAll(/^\| *(\d+) *\|([^|]*)\|/gm), ([, number, names = '']) => ({
    number: Number(number),
    names: Array.from(names.matchAll(/`([^`]+)`/g), ([, name = '']) => name),
  }));
}

/** The titles that a spec file gives to `describe` and `it`; what a title computes is left out. */
export function titlesIn(file: string): string[] {
  const titles: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && /^(describe|it)$/.test(node.expression.text)) {
      titles.push(...literalText(node.arguments[0]));
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest));
  return titles;
}

function literalText(title: ts.Expression | undefined): string[] {
  if (!title) return [];
  if (ts.isStringLiteralLike(title)) return [title.text];
  if (!ts.isTemplateExpression(title)) return [];
  return [[title.head, ...title.templateSpans.map(({ literal }) => literal)].map(({ text }) => text).join('…')];
}

/** The names that no title carries as whole words: `cancel-error-x` does not carry `cancel-error`. */
export function namesWithoutTitle(names: readonly string[], titles: readonly string[]): string[] {
  return names.filter((name) => {
    const word = new RegExp(String.raw`(?<![\w-])${name}(?![\w-])`);
    return !titles.some((title) => word.test(title));
  });
}
