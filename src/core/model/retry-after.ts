/**
 * How long the header Retry-After asks to wait before the next try, in ms; `undefined` when it is absent, malformed, or
 * a date that has passed.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export function retryAfter(headers: Pick<Headers, 'get'>): number | undefined {
  const text = headers.get('retry-after') ?? '';
  if (/^\d{1,12}$/.test(text)) return Number(text) * 1_000;
  // Date.parse makes a date of nearly anything.
  if (!text.endsWith('GMT')) return undefined;
  // By the clock of the server where it is told: that of a client may be wrong by hours.
  const now = Date.parse(headers.get('date') ?? '') || Date.now();
  return Math.max(0, Date.parse(text) - now) || undefined;
}
