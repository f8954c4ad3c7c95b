/*
 * What shows as nothing, or only moves what is around it: control and format characters, among them those that turn the
 * direction of text, half characters, what is not assigned, separators of lines, blanks that are no plain ones, and
 * letters that are drawn as nothing.
 */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}/gu;

/**
 * Text that shows as what it is: each character that cannot be seen is written as in JSON, such as `\u202e`. Plain blanks,
 * tabs and line breaks stay.
 */
export function visible(text: string): string {
  return text.replace(INVISIBLE, (char) => (char === '\n' || char === '\t' ? char : escaped(char)));
}

/** Text that shows as what it is, on one line: tabs and line breaks are escaped, too. */
export function visibleLine(text: string): string {
  return visible(text).replace(/[\n\t]/g, escaped);
}

function escaped(char: string): string {
  return Array.from({ length: char.length }, (_, index) => hex(char.charCodeAt(index))).join('');
}

function hex(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}
