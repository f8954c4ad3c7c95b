import type { MessageType } from '../core/model/message-type.js';
import type { KnownStatusDetails } from '../core/model/status.js';
import type { FindType } from '../core/model/status.js';
import type { JsonObject } from './from-rest-json.js';
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
  return (typeName) =>
    types.find((type) => type.typeName === typeName) ??
    (typeName.startsWith('google.rpc.')
      ? jsonMessageType(typeName, (json) => whole(typeName, json as JsonObject))
      : undefined);
}

function whole(typeName: string, json: JsonObject): JsonObject {
  const violations = json['fieldViolations'] as JsonObject[] | undefined;
  return {
    ...EMPTY[typeName as keyof KnownStatusDetails],
    ...json,
    ...(violations && { fieldViolations: violations.map((one) => ({ field: '', description: '', ...one })) }),
  };
}
