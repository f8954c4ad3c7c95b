import type { OperationRef } from '../core/model/operation-name.js';
import { NO_SEGMENT, operationName } from '../core/model/operation-name.js';

/**
 * A name as part of a path: percent-encoded but for letters, digits and `-_.~/`.
 *
 * @throws TypeError for one that would lead elsewhere.
 * @see https://github.com/googleapis/googleapis/blob/master/google/api/http.proto
 */
export function encodedName(ref: OperationRef): string {
  const name = operationName(ref);
  if (NO_SEGMENT.test(name)) {
    throw new TypeError(`The name ${JSON.stringify(name)} has a segment that is empty, "." or "..".`);
  }
  return name
    .replace(/[^-\w.~/]/gu, encodeURIComponent)
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16)}`);
}

/**
 * The URL of a path below a base.
 *
 * @param option where the path is from, for the error.
 * @throws TypeError for a path that leads elsewhere, or that is not percent-encoded.
 */
export function urlBelow(base: string, path: string, option: string): string {
  const url = `${base}/${path}`;
  // The parser is that of fetch: what it would change, such as `%2e%2e`, it shows here.
  if (new URL(url).href === url && !/[?#]/.test(path) && !NO_SEGMENT.test(path)) return url;
  throw new TypeError(`${option} must give a percent-encoded path such as "a/b"; found ${JSON.stringify(path)}.`);
}
