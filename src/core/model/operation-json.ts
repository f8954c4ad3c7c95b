import { fromBase64, toBase64 } from './base64.js';
import { isTooDeep } from './bounded-json.js';
import { describe } from './describe.js';
import type { OperationMessage } from './operation-message.js';
import { operationName } from './operation-name.js';
import type { PackedMessage } from './packed-message.js';
import type { Status } from './status.js';
import { toStatusDetail } from './status.js';

/** A packed message as JSON: bytes are in base64. */
export type PackedMessageJson =
  { readonly typeUrl: string; readonly base64: string } | { readonly typeUrl: string; readonly json: unknown };

/** An `OperationMessage` as JSON: what `JSON.stringify` makes of a handle, and what another process resumes from. */
export interface OperationMessageJson {
  readonly name: string;
  readonly done: boolean;
  readonly metadata?: PackedMessageJson;
  readonly error?: { readonly code: number; readonly message: string; readonly details: readonly PackedMessageJson[] };
  readonly response?: PackedMessageJson;
}

/**
 * The message as plain JSON. Details of an error are kept packed.
 *
 * Metadata in JSON, and details, that are nested deeper than protobuf reads (100) are left out: `JSON.stringify` may fail at
 * them, and nothing resumes from them. A response is kept as it is.
 *
 * @example
 * ```ts
 * import { fromOperationJson, getOperation$, pollOperation$, toOperationJson } from 'rxjs-longrunning';
 * import { map, mergeMap } from 'rxjs';
 *
 * getOperation$(client, 'operations/123')
 *   .pipe(
 *     map((message) => JSON.stringify(toOperationJson(message))), // kept, in another process read again:
 *     mergeMap((text) => pollOperation$(client, fromOperationJson(JSON.parse(text)))),
 *   )
 *   .subscribe(({ status }) => console.log(status));
 * ```
 */
export function toOperationJson({ name, done, metadata, error, response }: OperationMessage): OperationMessageJson {
  return {
    name,
    done,
    ...(metadata && !isDeep(metadata) && { metadata: toPackedJson(metadata) }),
    ...(error && {
      error: {
        ...error,
        details: error.details.flatMap(({ packed }) => (isDeep(packed) ? [] : [toPackedJson(packed)])),
      },
    }),
    ...(response && { response: toPackedJson(response) }),
  };
}

/**
 * The message that `toOperationJson` wrote. It comes from outside the program, so its shape is checked.
 *
 * @throws TypeError when it is not of that shape.
 */
export function fromOperationJson(json: unknown): OperationMessage {
  const { name, done, metadata, error, response } = (json ?? {}) as OperationMessageJson;
  if (typeof name !== 'string' || typeof done !== 'boolean') {
    throw new TypeError(`Expected the JSON of an operation message {name, done}, but found ${describe(json)}.`);
  }
  // One that is done is not called any more.
  if (!done) operationName(name);
  return {
    name,
    done,
    ...(metadata && { metadata: fromPackedJson(metadata) }),
    ...(error && { error: fromStatusJson(error) }),
    ...(response && { response: fromPackedJson(response) }),
  };
}

function fromStatusJson({ code, message, details }: NonNullable<OperationMessageJson['error']>): Status {
  if (typeof code !== 'number' || typeof message !== 'string' || !Array.isArray(details)) {
    throw new TypeError('Expected an error {code, message, details} in the JSON of an operation message.');
  }
  return {
    code,
    message,
    details: (details as PackedMessageJson[]).map((detail) => toStatusDetail(fromPackedJson(detail))),
  };
}

function isDeep(packed: PackedMessage): boolean {
  return 'json' in packed && isTooDeep(packed.json);
}

function toPackedJson(packed: PackedMessage): PackedMessageJson {
  if ('json' in packed) return packed;
  return { typeUrl: packed.typeUrl, base64: toBase64(packed.value) };
}

function fromPackedJson(packed: PackedMessageJson): PackedMessage {
  if (typeof packed?.typeUrl === 'string') {
    if ('json' in packed) return packed;
    if (typeof packed.base64 === 'string') {
      return { typeUrl: packed.typeUrl, value: fromBase64(packed.base64) };
    }
  }
  throw new TypeError(
    'Expected a packed message {typeUrl, base64} or {typeUrl, json} in the JSON of an operation message.',
  );
}
