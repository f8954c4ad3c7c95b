/** What nests deeper is not read in binary either. */
const DEEPEST = 100;

/** JSON of many small values takes much longer to read than one long text. */
const MOST_VALUES = 50_000;

/** The JSON of a request that is too much. */
export class JsonLimitError extends Error {}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Decodes the JSON of requests, of which strangers choose the shape, once one look at its bytes has found it modest. */
export const jsonDecoder = {
  /** @throws JsonLimitError when it nests too deep or has too many values; TypeError when it is no UTF-8. */
  decode(bytes: Uint8Array): string {
    checkShape(bytes);
    return utf8.decode(bytes);
  },
};

const QUOTE = 0x22;
const COMMA = 0x2c;
const BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const END_BRACKET = 0x5d;
const BRACE = 0x7b;
const END_BRACE = 0x7d;

function checkShape(bytes: Uint8Array): void {
  let depth = 0;
  let values = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) at = endOfString(bytes, at);
    else if (byte === BRACKET || byte === BRACE) {
      if (++depth > DEEPEST) throw new JsonLimitError(`the JSON nests deeper than ${DEEPEST} levels`);
      values++;
    } else if (byte === COMMA) values++;
    else if (byte === END_BRACKET || byte === END_BRACE) depth--;
    if (values > MOST_VALUES) throw new JsonLimitError(`the JSON has more than ${MOST_VALUES} values`);
  }
}

/** Where the string that begins at a quote ends: at a quote that an even number of backslashes precedes, or none. */
function endOfString(bytes: Uint8Array, start: number): number {
  let end = start;
  let before: number;
  do {
    end = bytes.indexOf(QUOTE, end + 1);
    if (end < 0) return bytes.length;
    before = end;
    while (bytes[before - 1] === BACKSLASH) before--;
  } while ((end - before) % 2 === 1);
  return end;
}
