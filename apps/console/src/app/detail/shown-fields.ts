import type { Fields } from '../shared/words.js';
import { boundedJson, formatBytes, formatCount, shortened, visible, visibleLine } from '../shared/words.js';

/** A field, as it is shown. */
export interface ShownField {
  readonly key: string;
  readonly text: string;
  readonly isCode: boolean;
}

/** How much of a message is shown: so many fields, and of each so many values and characters. */
const MOST_FIELDS = 200;
const MOST_VALUES = 1_000;
const LONGEST = 10_000;
const LONGEST_NAME = 100;

/** The fields of a message, however many and however large a server made them. */
export function shownFields(fields: Fields): readonly ShownField[] {
  const keys = Object.keys(fields);
  const shown = keys.slice(0, MOST_FIELDS).map((key) => {
    const { text, isCode } = shownValue(key, fields[key]);
    return { key: visibleLine(shortened(key, LONGEST_NAME)), text: visible(shortened(text, LONGEST)), isCode };
  });
  if (keys.length <= MOST_FIELDS) return shown;
  return [...shown, { key: '…', text: `and ${formatCount(keys.length - MOST_FIELDS)} more`, isCode: false }];
}

/** Paths and digests, and what else is long and has no spaces. */
const CODE = /^\S{16,}$|\//;

/** 64-bit integers come as strings. With a zero before it, a number is no count. */
function shownValue(key: string, value: unknown): { readonly text: string; readonly isCode: boolean } {
  if (typeof value === 'object' && value !== null)
    return { text: JSON.stringify(boundedJson(value, MOST_VALUES), undefined, 2), isCode: true };
  const text = shortened(String(value), LONGEST);
  if (!/^(0|[1-9]\d{0,14})$/.test(text)) return { text, isCode: CODE.test(text) };
  const isBytes = /bytes/i.test(key) && Number(text) >= 1_000;
  return { text: formatCount(Number(text)) + (isBytes ? ` (${formatBytes(Number(text))})` : ''), isCode: false };
}
