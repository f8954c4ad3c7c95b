import type { MessageType } from '../core/model/message-type.js';
import type { KnownStatusDetails } from '../core/model/status.js';
import type { FindType } from '../core/model/status.js';
import type { JsonObject } from './from-rest-json.js';
import { isJsonObject } from './from-rest-json.js';
import { jsonMessageType } from './json-message-type.js';

/** JSON leaves out what is empty, which readers of these types count on. */
const EMPTY: KnownStatusDetails = {
  'google.rpc.ErrorInfo': { reason: '', domain: '', metadata: {} },
  'google.rpc.BadRequest': { fieldViolations: [] },
  'google.rpc.ResourceInfo': { resourceType: '', resourceName: '', owner: '', description: '' },
  'google.rpc.LocalizedMessage': { locale: '', message: '' },
};

/** What reads details: the types given, and all of google.rpc as they came. */
export function detailTypesOf(types: readonly MessageType<unknown>[]): FindType {
  return withGoogleDetails((typeName) => types.find((type) => type.typeName === typeName));
}

/** Finds the types that the user's function finds, and else those of google.rpc. */
export function withGoogleDetails(findType?: FindType): FindType {
  return (typeName) =>
    findType?.(typeName) ??
    (typeName.startsWith('google.rpc.')
      ? jsonMessageType(typeName, (json) => whole(typeName, spelled(json as JsonObject)))
      : undefined);
}

/**
 * The fields by their names in JSON: some gateways keep those of the proto file, such as `retry_delay`. The keys of maps,
 * such as `metadata`, are nobody's to spell.
 */
function spelled(json: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => [
      name.replace(/_([a-z\d])/g, (_, letter: string) => letter.toUpperCase()),
      Array.isArray(value) ? value.map((item: unknown) => (isJsonObject(item) ? spelled(item) : item)) : value,
    ]),
  );
}

function whole(typeName: string, json: JsonObject): JsonObject {
  const violations = json['fieldViolations'] as JsonObject[] | undefined;
  return {
    ...EMPTY[typeName as keyof KnownStatusDetails],
    ...json,
    ...(violations && { fieldViolations: violations.map((one) => ({ field: '', description: '', ...one })) }),
  };
}
