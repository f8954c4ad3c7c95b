import type { MessageType } from '../core/model/message-type.js';

/**
 * A message type that is read from JSON as it came: `T` describes the JSON mapping of protobuf, in which fields with
 * default values are left out, and 64-bit integers are strings.
 *
 * @param read checks the JSON, or makes something else of it; what it throws becomes an `UnpackError`. Defaults to none.
 *
 * @example
 * ```ts
 * import { pollOperation$ } from 'rxjs-longrunning';
 * import { jsonMessageType } from 'rxjs-longrunning/rest';
 *
 * const metadataType = jsonMessageType<{ percent?: number }>('acme.v1.Progress');
 * pollOperation$(client, 'operations/123', { metadataType }).subscribe(({ metadata }) =>
 *   console.log(metadata?.percent ?? 0),
 * );
 * ```
 *
 * @see https://protobuf.dev/programming-guides/json/
 */
export function jsonMessageType<T>(typeName: string, read: (json: unknown) => T = (json) => json as T): MessageType<T> {
  return {
    typeName,
    fromJson: read,
    toJson: (message) => message,
  };
}
