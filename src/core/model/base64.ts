/** Bytes in base64. */
export function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

/**
 * The bytes of their base64.
 *
 * @throws TypeError when it is not base64.
 */
export function fromBase64(base64: string): Uint8Array {
  let binary: string;
  try {
    binary = atob(base64);
  } catch (cause) {
    throw new TypeError('Expected bytes in base64.', { cause });
  }
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}
