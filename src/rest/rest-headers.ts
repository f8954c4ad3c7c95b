/** Headers by name. */
export type RestHeaders = Readonly<Record<string, string>>;

/**
 * The headers to send, the later ones first in rank.
 *
 * @throws TypeError for a header that cannot be sent; its value, which may be secret, is not in the message.
 */
export function toHeaders(...parts: readonly (RestHeaders | undefined)[]): Headers {
  const headers = new Headers({ accept: 'application/json' });
  for (const part of parts) {
    for (const name in part) {
      const value: unknown = part[name];
      try {
        // What is no string, from a JavaScript caller, would be sent as "undefined"; this is refused.
        headers.set(name, typeof value === 'string' ? value : '\0');
      } catch {
        throw new TypeError(`The header ${JSON.stringify(name)} cannot be sent: its name or its value is malformed.`);
      }
    }
  }
  return headers;
}
