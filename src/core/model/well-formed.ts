/** A text with a replacement for each half of a surrogate pair, which UTF-8 cannot hold and readers of it refuse. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Cs}/gu, '\ufffd');
}
