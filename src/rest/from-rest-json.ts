import type { ListOperationsPage } from '../core/client/operations-client.js';
import { operationMessageOf } from '../core/model/operation-message-of.js';
import type { FindType } from '../core/model/status.js';

/** An object of JSON. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether some JSON is an object, and no list. */
export function isJsonObject(json: unknown): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

/**
 * The page of its JSON; some gateways keep the names of the proto file.
 *
 * @throws TypeError when it is of another shape.
 */
export function fromRestPage(page: JsonObject, detailTypeNamed: FindType): ListOperationsPage {
  const operations = page['operations'] ?? [];
  if (!Array.isArray(operations)) throw new TypeError('`operations` is not an array');
  return {
    operations: operations.map((json) => operationMessageOf(json, detailTypeNamed)),
    nextPageToken: fieldOf(page, 'nextPageToken', fieldOf(page, 'next_page_token', '')),
  };
}

function fieldOf<T>(json: JsonObject, field: string, whenAbsent: T): T {
  const value = json[field] ?? whenAbsent;
  if (typeof value === typeof whenAbsent) return value as T;
  throw new TypeError(`\`${field}\` is not a ${typeof whenAbsent}`);
}
